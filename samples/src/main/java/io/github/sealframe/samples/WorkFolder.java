package io.github.sealframe.samples;

import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.ProductionCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a production has left in the work folder of this machine. Productions may share the folder:
 * then a package is taken away when this production's journal names it and no other does, and what
 * nobody can tell whose it is stays. The journal stays. No link is followed.
 */
final class WorkFolder implements Belongings {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PACKAGE =
      Pattern.compile("([0-9a-f]{64})\\.(manifest|tar\\.gz|tar\\.gz\\.sha256)");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\.sealing-.*\\.part|\\.sealframe-unpacking-.*");
  private static final Pattern CACHED =
      Pattern.compile("[0-9a-f]{64}(\\.digests)?|\\.(digests|owner)-.*\\.part|part.*");
  private static final List<String> CACHES = List.of("digests", "files");

  private final Path folder;
  private final ProductionCode production;

  WorkFolder(Path folder, ProductionCode production) {
    this.folder = folder;
    this.production = production;
  }

  /** Where the report of a wrap stays. */
  static Path report(Path folder, ProductionCode production) {
    return folder.resolve("wrapped").resolve(production + ".report");
  }

  @Override
  public String kind() {
    return "local files";
  }

  @Override
  public List<Belonging> list() {
    try {
      return listed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Belonging> listed() throws IOException {
    Set<String> others = new HashSet<>();
    Set<String> ours = new HashSet<>();
    List<Belonging> belongings = new ArrayList<>();
    int productions = 0;
    for (Path journal : entries(folder.resolve("journal"))) {
      boolean own = journal.getFileName().toString().matches(production + "[.-].*");
      (own ? ours : others).addAll(digests(journal));
      productions += own ? 0 : 1;
      if (own) {
        belongings.add(
            new Belonging(
                "journal/" + journal.getFileName(), Standing.STAYS, "it tells what was done"));
      }
    }
    boolean shared = productions > 0;
    int unsure = 0;
    for (Path file : candidates()) {
      Matcher sealed = PACKAGE.matcher(file.getFileName().toString());
      boolean own =
          !shared
              || (sealed.matches()
                  && ours.contains(sealed.group(1))
                  && !others.contains(sealed.group(1)));
      if (own) {
        belongings.add(new Belonging(folder.relativize(file).toString(), Standing.OWN, ""));
      } else {
        unsure++;
      }
    }
    if (unsure > 0) {
      belongings.add(
          new Belonging(
              "packages and caches",
              Standing.FOREIGN,
              unsure + " that another production of this folder may use"));
    }
    return belongings;
  }

  /** What this program makes there, by its name. */
  private List<Path> candidates() throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (Path entry : entries(folder)) {
      String name = entry.getFileName().toString();
      if (PACKAGE.matcher(name).matches() || UNFINISHED.matcher(name).matches()) {
        candidates.add(entry);
      } else if (CACHES.contains(name)) {
        entries(entry).stream()
            .filter(file -> CACHED.matcher(file.getFileName().toString()).matches())
            .forEach(candidates::add);
      }
    }
    return candidates;
  }

  /** What a folder has; nothing when it is a link or no folder. */
  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
        found.forEach(entries::add);
      }
    }
    return entries;
  }

  /** Everything in a journal that looks like a digest, whatever the journal's form. */
  private static Set<String> digests(Path journal) throws IOException {
    Set<String> digests = new HashSet<>();
    if (!Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)) {
      return digests;
    }
    try (BufferedReader lines = Files.newBufferedReader(journal, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        HEX.matcher(line).results().forEach(found -> digests.add(found.group()));
      }
    }
    return digests;
  }

  @Override
  public Optional<String> remove(Belonging one) {
    try (Stream<Path> tree = Files.walk(folder.resolve(one.name()))) {
      for (Path file : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("it cannot be removed from this machine: " + e.getClass().getSimpleName());
    }
    return Optional.empty();
  }
}
