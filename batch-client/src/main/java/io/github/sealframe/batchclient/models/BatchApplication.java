package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * An application of the account and its versions: {@code Application_Get}.
 *
 * @param id its id
 * @param displayName for people, at most 1,024 characters
 * @param versions versions that were uploaded
 */
public record BatchApplication(String id, String displayName, List<String> versions) {
  public BatchApplication {
    versions = Copies.of(versions);
  }
}
