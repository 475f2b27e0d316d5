package io.github.sealframe.batchclient.internal;

import io.github.resilience4j.core.EventConsumer;
import io.github.resilience4j.core.registry.InMemoryRegistryStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a registry of resilience4j, whose events are told in the middle of a call. What
 * someone who listens throws would end the call there, with its result lost and its place among the
 * concurrent calls taken for ever; here it changes nothing. Thread-safe.
 *
 * @param <E> a retry, circuit breaker, bulkhead or rate limiter
 */
public final class QuietStore<E> extends InMemoryRegistryStore<E> {
  private static final Logger LOG = LoggerFactory.getLogger(QuietStore.class);

  private final Class<E> type;

  /**
   * @param type the interface of the entries
   */
  public QuietStore(Class<E> type) {
    this.type = type;
  }

  @Override
  public E computeIfAbsent(String name, Function<? super String, ? extends E> make) {
    return super.computeIfAbsent(name, key -> type.cast(quiet(type, make.apply(key))));
  }

  private static Object quiet(Class<?> type, Object entry) {
    return proxy(
        type,
        (self, method, arguments) -> {
          if (method.getName().equals("equals")) {
            return self == arguments[0];
          }
          Object value = invoked(method, entry, arguments);
          return method.getName().equals("getEventPublisher")
              ? quietEvents(method.getReturnType(), value)
              : value;
        });
  }

  private static Object quietEvents(Class<?> type, Object publisher) {
    return proxy(
        type,
        (self, method, arguments) ->
            arguments != null && arguments[0] instanceof EventConsumer<?> consumer
                ? invoked(method, publisher, quiet(consumer))
                : invoked(method, publisher, arguments));
  }

  private static <T> EventConsumer<T> quiet(EventConsumer<T> consumer) {
    return event -> {
      try {
        consumer.consumeEvent(event);
      } catch (Exception | LinkageError | AssertionError e) { // Its words may hold anything.
        LOG.warn("who listens to an event failed with {}", e.getClass().getName());
      }
    };
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static Object invoked(Method method, Object on, Object... arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
