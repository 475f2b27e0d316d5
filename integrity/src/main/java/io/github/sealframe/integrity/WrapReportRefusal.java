package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;
import java.nio.file.Path;

/** A text that is no report of a wrap, or not the one that was signed. */
public final class WrapReportRefusal extends IntegrityRefusal {
  WrapReportRefusal(Path file, String why) {
    super(
        "verify the wrap report",
        file.toString(),
        why,
        "take the report as it was written, and the key of who wrapped the production");
  }
}
