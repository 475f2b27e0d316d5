package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** When an output file is uploaded. */
public final class OutputFileUploadCondition
    extends ExpandableStringEnum<OutputFileUploadCondition> {
  /** If the process ended with 0. */
  public static final OutputFileUploadCondition TASK_SUCCESS = fromString("tasksuccess");

  /** If the process ended with another code. */
  public static final OutputFileUploadCondition TASK_FAILURE = fromString("taskfailure");

  /** Always. */
  public static final OutputFileUploadCondition TASK_COMPLETION = fromString("taskcompletion");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private OutputFileUploadCondition() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static OutputFileUploadCondition fromString(String name) {
    return fromString(name, OutputFileUploadCondition.class);
  }
}
