package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The segments of a production's journal, where they are kept. */
public interface JournalSegments {
  /** The folder of the control container that they lie in, with its slash. */
  String FOLDER = "journal/";

  /**
   * All that there are, by their numbers.
   *
   * @throws JournalRefusal when something else lies among them
   */
  SortedMap<Long, Segment> list() throws IOException;

  /** One of them. */
  interface Segment {
    /** Where it is, for people. */
    String place();

    /** Its bytes; the caller closes. */
    InputStream open() throws IOException;
  }

  /** The name of a segment's blob or file. */
  static String name(long number) {
    return String.format("%08d.jsonl", number);
  }

  /** Those in the control container of a production. */
  static JournalSegments in(BlobStore blobs) {
    return () -> {
      SortedMap<Long, Segment> segments = new TreeMap<>();
      blobs.list(
          ContainerRole.CONTROL,
          FOLDER,
          found -> {
            BlobRef blob = found.blob();
            segments.put(
                number(blob.name().substring(FOLDER.length()), blob.toString()), of(blobs, blob));
          });
      return segments;
    };
  }

  /** Those that were saved in a folder. */
  static JournalSegments in(Path folder) {
    return () -> {
      SortedMap<Long, Segment> segments = new TreeMap<>();
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(
            file -> segments.put(number(file.getFileName().toString(), file.toString()), of(file)));
      }
      return segments;
    };
  }

  private static Segment of(BlobStore blobs, BlobRef blob) {
    return new Segment() {
      @Override
      public String place() {
        return blob.toString();
      }

      @Override
      public InputStream open() {
        return blobs.open(blob).orElseThrow(() -> missing(blob.toString())).stream();
      }
    };
  }

  private static Segment of(Path file) {
    return new Segment() {
      @Override
      public String place() {
        return file.toString();
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }

  private static long number(String name, String place) {
    Matcher form = Pattern.compile("([0-9]{8,15})\\.jsonl").matcher(name);
    if (form.matches()) {
      long number = Long.parseLong(form.group(1));
      if (name(number).equals(name)) {
        return number;
      }
    }
    throw new JournalRefusal(place, 1, "it is no segment of a journal", ProductionJournal.NEXT);
  }

  private static JournalRefusal missing(String place) {
    return new JournalRefusal(place, 1, "it went away", ProductionJournal.NEXT);
  }
}
