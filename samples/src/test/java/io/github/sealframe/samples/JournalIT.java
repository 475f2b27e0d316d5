package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The production's journal at the command line, from several machines. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("wf-batch-central-monitoring")
class JournalIT {
  @TempDir private Path folder;

  @Test
  void eachSubmissionIsInTheJournalAndItsHeadHoldsWhatWasThere() throws Exception {
    try (FarmFixture farm = new FarmFixture(folder)) {
      JsonNode one = submit(farm, "machine-one", "1").exits(0).json();
      String first = one.get("journal").asText();
      String second = submit(farm, "machine-two", "2").exits(0).json().get("journal").asText();
      assertThat(first).matches("[0-9]+:[0-9a-f]{64}").isNotEqualTo(second);
      assertThat(verify(farm, "machine-one", first, second).exits(0).json().get("machines"))
          .hasSize(2);

      Path saved = folder.resolve("saved");
      farm.run("journal", "download", "--to", saved.toString()).exits(0);
      assertThat(Files.readString(saved.resolve("00000001.jsonl")))
          .contains("\"kind\":\"submission\",\"job\":\"" + one.get("job").asText())
          .contains("\"plan\":\"" + one.get("plan").asText())
          .contains("\"image\":\"/subscriptions/")
          .contains("\"renderer\":\"", "\"scene\":\"", "\"verifier\":\"", "\"approval\":\"none\"");
      Cli.run("journal", "verify", saved.toString(), "--head", first, "--head", second).exits(0);
      assertThat(checkedByTheShell(saved)).isEqualTo(second);

      new ForeignStorage(farm.endpoints()).remove(segment(farm));
      assertThat(verify(farm, "machine-three", second).exits(ExitCode.INTEGRITY).refusal())
          .contains("it is not there: the journal was cut off");
      assertThat(verify(farm, "machine-two").exits(ExitCode.INTEGRITY).refusal())
          .as("this machine has noted it down itself")
          .contains("it is not there: the journal was cut off");
      assertThat(submit(farm, "machine-two", "3").exits(ExitCode.INTEGRITY).refusal())
          .contains("it is not there: the journal was cut off");
    }
  }

  /** No journal, no submission: nothing else is sent then. */
  @Test
  void whatCannotBeJournaledIsNotSubmitted() throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      try (OpenFarm open = farm.open()) {
        open.farm().blobs().createContainers();
        open.farm()
            .blobs()
            .putIfAbsent(
                new BlobRef(ContainerRole.CONTROL, "journal/notes.txt"), Content.of("mine"));
      }
      assertThat(submit(farm, "machine-one", "1").exits(ExitCode.INTEGRITY).refusal())
          .contains("control/journal/notes.txt")
          .contains("it is no segment of a journal");
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      assertThat(storage.names("packages")).isEmpty();
      assertThat(storage.names("input")).isEmpty();
      assertThat(new ForeignBatch(farm.endpoints()).list("/pools")).isEmpty();
    }
  }

  private static BlobRef segment(FarmFixture farm) {
    List<String> names = new ArrayList<>(new ForeignStorage(farm.endpoints()).names("control"));
    names.removeIf(name -> !name.startsWith("journal/"));
    return new BlobRef(ContainerRole.CONTROL, names.get(names.size() - 1));
  }

  private Cli.Run submit(FarmFixture farm, String machine, String frames) throws IOException {
    Path renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nsleep 600\n");
    assertThat(blender.toFile().setExecutable(true)).isTrue();
    return farm.runElsewhere(
        folder.resolve(machine),
        "submit",
        FarmFixture.smallScene().toString(),
        "--frames",
        frames,
        "--nodes",
        "1",
        "--package",
        renderer.toString(),
        "--json");
  }

  private Cli.Run verify(FarmFixture farm, String machine, String... heads) {
    List<String> words = new ArrayList<>(List.of("journal", "verify", "--json"));
    for (String head : heads) {
      words.addAll(List.of("--head", head));
    }
    return farm.runElsewhere(folder.resolve(machine), words.toArray(new String[0]));
  }

  /** What docs/journal.md tells others to do, done. */
  private static String checkedByTheShell(Path saved) throws Exception {
    String page = Files.readString(Path.of("../docs/journal.md"));
    String begin = "```sh\n";
    int at = page.indexOf(begin) + begin.length();
    Process shell =
        new ProcessBuilder("sh", "-c", page.substring(at, page.indexOf("```", at)))
            .directory(saved.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(shell.waitFor()).as(out).isZero();
    return out;
  }
}
