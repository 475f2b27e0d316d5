package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import java.io.IOException;

/** How the digest of a scanned file is found. Thread-safe. */
@FunctionalInterface
interface FileHash {
  /**
   * The digest of all bytes of {@code file}.
   *
   * @throws TreeRefusal when it is not the file that was scanned
   */
  Sha256 of(SourceFile file) throws IOException;
}
