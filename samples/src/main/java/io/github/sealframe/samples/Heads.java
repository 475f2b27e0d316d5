package io.github.sealframe.samples;

import io.github.sealframe.core.JournalHead;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads heads of journals as {@code submit} prints them. */
final class Heads implements ITypeConverter<JournalHead> {
  @Override
  public JournalHead convert(String value) {
    try {
      return JournalHead.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("`" + value + "` is " + e.getMessage());
    }
  }
}
