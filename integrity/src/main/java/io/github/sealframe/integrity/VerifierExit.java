package io.github.sealframe.integrity;

import java.util.Arrays;
import java.util.Optional;

/** The exit codes of the check that nodes run, and what they mean for people. */
enum VerifierExit {
  VERIFIER_DIFFERS(10, "the verifier script differs from the one that the task pins"),
  PACKAGE_DIFFERS(11, "the package differs from its pin"),
  UNSAFE_OBJECT(12, "the package or a folder above it holds something unsafe"),
  ARCHIVE_DIFFERS(13, "the package's archive differs from the one that was sealed"),
  LISTING_DIFFERS(14, "the package's files, folders, sizes or modes differ from its manifest"),
  TOOL_MISSING(15, "the node lacks a tool that the check needs, or it answered wrongly"),
  NOT_WRITABLE(16, "the node has no space for the package, or its folder cannot be written");

  private final int code;
  private final String meaning;

  VerifierExit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }

  static Optional<VerifierExit> of(int code) {
    return Arrays.stream(values()).filter(exit -> exit.code == code).findFirst();
  }
}
