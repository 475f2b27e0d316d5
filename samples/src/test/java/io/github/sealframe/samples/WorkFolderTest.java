package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.ProductionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes of a work folder when a production ends. */
@Tag("wf-hybrid-sanitize")
class WorkFolderTest {
  private static final String OURS = "a".repeat(64);
  private static final String BOTH = "b".repeat(64);
  private static final String THEIRS = "c".repeat(64);

  @TempDir private Path outside;
  private Path work;
  private WorkFolder folder;

  @BeforeEach
  void fill() throws IOException {
    work = outside.resolve("work");
    folder = new WorkFolder(work, new ProductionCode("pabcdefghij"));
    for (String pin : List.of(OURS, BOTH, THEIRS)) {
      write(pin + ".tar.gz", "");
      write(pin + ".manifest", "");
    }
    write("notes.txt", "somebody's");
    write("digests/" + OURS + ".digests", "");
    write("files/" + OURS, "");
    write(".sealframe-unpacking-1/scene/title.blend", "");
    write("journal/pabcdefghij.journal", "scene=" + OURS + " renderer=" + BOTH + "\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = work.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> take() {
    List<String> own =
        folder.list().stream()
            .filter(one -> one.standing() == Standing.OWN)
            .map(Belonging::name)
            .toList();
    folder.list().stream()
        .filter(one -> one.standing() == Standing.OWN)
        .forEach(one -> assertThat(folder.remove(one)).isEmpty());
    return own;
  }

  @Test
  void whatItAloneHasGoesAndNothingElse() {
    assertThat(take())
        .containsExactlyInAnyOrder(
            OURS + ".tar.gz",
            OURS + ".manifest",
            BOTH + ".tar.gz",
            BOTH + ".manifest",
            THEIRS + ".tar.gz",
            THEIRS + ".manifest",
            "digests/" + OURS + ".digests",
            "files/" + OURS,
            ".sealframe-unpacking-1");
    assertThat(work.resolve(".sealframe-unpacking-1")).doesNotExist();
    assertThat(work.resolve("notes.txt")).exists();
    assertThat(folder.list())
        .singleElement()
        .isEqualTo(
            new Belonging("journal/pabcdefghij.journal", Standing.STAYS, "it tells what was done"));
  }

  @Test
  @Tag("wf-hybrid-time-space-isolation")
  void whatAnotherProductionNamesStays() throws IOException {
    write(
        "journal/p2222222222.journal",
        "{\"renderer\":\"" + BOTH + "\",\"x\":\"" + THEIRS + "\"}\n");

    assertThat(take()).containsExactlyInAnyOrder(OURS + ".tar.gz", OURS + ".manifest");
    assertThat(work.resolve(BOTH + ".tar.gz")).exists();
    assertThat(folder.list())
        .filteredOn(one -> one.standing() == Standing.FOREIGN)
        .singleElement()
        .satisfies(one -> assertThat(one.note()).startsWith("7 that another production"));
  }

  @Test
  void aLinkGoesAndWhatItLeadsToStays() throws IOException {
    Path far = Files.createDirectories(outside.resolve("far"));
    Path kept = Files.writeString(far.resolve("d".repeat(64)), "kept");
    Files.createSymbolicLink(work.resolve(".sealframe-unpacking-2"), far);
    Files.createSymbolicLink(work.resolve("e".repeat(64) + ".tar.gz"), kept);
    Files.delete(work.resolve("files").resolve(OURS));
    Files.delete(work.resolve("files"));
    Files.createSymbolicLink(work.resolve("files"), far);

    assertThat(take())
        .contains(".sealframe-unpacking-2", "e".repeat(64) + ".tar.gz")
        .noneMatch(name -> name.startsWith("files/"));
    assertThat(kept).exists();
    assertThat(work.resolve(".sealframe-unpacking-2")).doesNotExist();
  }
}
