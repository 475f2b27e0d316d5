package io.github.sealframe.core;

/**
 * Port: who asks the services, as the token that is shown to them tells. It is written beside the
 * name that a person gave, and decides nothing. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Principal {
  /**
   * One line of ids, without anybody's name: {@code object OID of tenant TID by application APPID};
   * {@code account key} where no token is shown; {@code unknown} where a token does not tell.
   *
   * @throws AccessRefusal when nothing gives a token
   */
  String told();
}
