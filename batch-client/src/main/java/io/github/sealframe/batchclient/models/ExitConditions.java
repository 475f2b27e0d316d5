package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What happens when a task ends.
 *
 * @param exitCodes by exit code
 * @param exitCodeRanges by range of exit codes
 * @param preProcessingError when it could not be started
 * @param fileUploadError when its output files were not uploaded; its exit code goes first
 * @param defaultProperty in every other case but exit code 0
 */
public record ExitConditions(
    List<ExitCodeMapping> exitCodes,
    List<ExitCodeRangeMapping> exitCodeRanges,
    ExitOptions preProcessingError,
    ExitOptions fileUploadError,
    @JsonProperty("default") ExitOptions defaultProperty) {
  public ExitConditions {
    exitCodes = Copies.of(exitCodes);
    exitCodeRanges = Copies.of(exitCodeRanges);
  }

  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private List<ExitCodeMapping> exitCodes;
    private List<ExitCodeRangeMapping> exitCodeRanges;
    private ExitOptions preProcessingError;
    private ExitOptions fileUploadError;
    private ExitOptions defaultProperty;

    private Builder() {}

    public Builder exitCodes(List<ExitCodeMapping> value) {
      exitCodes = value;
      return this;
    }

    public Builder exitCodeRanges(List<ExitCodeRangeMapping> value) {
      exitCodeRanges = value;
      return this;
    }

    public Builder preProcessingError(ExitOptions value) {
      preProcessingError = value;
      return this;
    }

    public Builder fileUploadError(ExitOptions value) {
      fileUploadError = value;
      return this;
    }

    public Builder defaultProperty(ExitOptions value) {
      defaultProperty = value;
      return this;
    }

    public ExitConditions build() {
      return new ExitConditions(
          exitCodes, exitCodeRanges, preProcessingError, fileUploadError, defaultProperty);
    }
  }
}
