package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalVerbTest {
  @TempDir private Path folder;

  @Test
  void provesAJournalOrNamesTheLineThatIsWrong() throws IOException {
    Path file = folder.resolve("x.journal");
    try (Journal journal =
        Journal.open(
            file,
            LocalServices.PRODUCTION,
            DenyList.none(),
            Clock.systemUTC(),
            new SecureRandom())) {
      journal.append("plan", Map.of("job", "a"));
      journal.append("verdict", Map.of("good", "true"));
    }
    JsonNode proved = verify(file).exits(0).json();
    assertThat(proved.get("lines").asInt()).isEqualTo(3);
    String head = proved.get("head").asText();
    verify(file, "--head", head).exits(0);
    verify(file, "--head", "7").exits(ExitCode.USAGE);

    List<String> lines = Files.readAllLines(file);
    Files.writeString(file, Files.readString(file).replace(":\"a\"", ":\"b\""));
    assertThat(verify(file, "--head", head).exits(ExitCode.INTEGRITY).refusal())
        .contains(file.toString())
        .contains("line 2: it was changed");
    Files.write(file, lines.subList(0, 2));
    verify(file).exits(0);
    assertThat(verify(file, "--head", head).exits(ExitCode.INTEGRITY).refusal())
        .contains("line 3: it is not there");
    verify(folder).exits(ExitCode.INTEGRITY);
    verify(folder.resolve("none")).exits(ExitCode.USAGE);
    Cli.run("journal").exits(ExitCode.USAGE);
  }

  private static Cli.Run verify(Path file, String... more) {
    List<String> words = new ArrayList<>(List.of("journal", "verify", file.toString()));
    words.addAll(List.of(more));
    words.add("--json");
    return Cli.run(words.toArray(new String[0]));
  }
}
