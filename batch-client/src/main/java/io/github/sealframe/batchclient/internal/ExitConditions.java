package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What to do when a task ends without success. */
record ExitConditions(
    List<ExitCodeRangeMapping> exitCodeRanges,
    ExitOptions preProcessingError,
    ExitOptions fileUploadError,
    @JsonProperty("default") ExitOptions defaultOptions) {}
