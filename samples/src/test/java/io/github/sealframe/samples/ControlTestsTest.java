package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each recommendation that is enforced is broken, by its id, in a test of the command line that
 * ends with exit code 6.
 */
class ControlTestsTest {
  /** A tag, or the first cell of a row of a table. */
  private static final Pattern NAMED =
      Pattern.compile("(?:@Tag\\(|^ *)\"([a-z0-9-]+)(?:\"\\)| \\|)", Pattern.MULTILINE);

  @Test
  void eachEnforcedControlIsBrokenByATest() throws IOException {
    Set<String> enforced =
        Control.all().stream()
            .filter(control -> control.applies() == Control.Applies.ENFORCE)
            .map(Control::id)
            .collect(Collectors.toSet());
    assertThat(enforced).hasSize(46);

    assertThat(named()).containsAll(enforced);
  }

  private static Set<String> named() throws IOException {
    Set<String> named = new HashSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        if (text.contains("exits(ExitCode.POLICY)")) {
          NAMED
              .matcher(text)
              .results()
              .map((MatchResult found) -> found.group(1))
              .forEach(named::add);
        }
      }
    }
    return named;
  }
}
