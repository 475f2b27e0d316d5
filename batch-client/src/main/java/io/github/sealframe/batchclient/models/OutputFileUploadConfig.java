package io.github.sealframe.batchclient.models;

/** When output files are uploaded. */
public record OutputFileUploadConfig(OutputFileUploadCondition uploadCondition) {}
