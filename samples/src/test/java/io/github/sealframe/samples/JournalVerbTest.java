package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalVerbTest {
  @TempDir private Path folder;

  @Test
  void provesAJournalOrNamesTheLineThatIsWrong() throws IOException {
    Path file = folder.resolve("x.journal");
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      journal.append("plan", Map.of("job", "a"));
      journal.append("verdict", Map.of("good", "true"));
    }
    assertThat(verify(file).exits(0).json().toString()).contains("\"lines\":2");

    Files.writeString(file, Files.readString(file).replace("job=a", "job=b"));
    assertThat(verify(file).exits(ExitCode.INTEGRITY).refusal())
        .contains(file.toString())
        .contains("line 2");
    verify(folder).exits(ExitCode.USAGE);
    Cli.run("journal").exits(ExitCode.USAGE);
  }

  private static Cli.Run verify(Path file) {
    return Cli.run("journal", "verify", file.toString(), "--json");
  }
}
