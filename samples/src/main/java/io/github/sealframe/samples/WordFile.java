package io.github.sealframe.samples;

import io.github.sealframe.core.DenyList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads the words of a production from the file that {@code deny-list} names: one on each line,
 * lines that begin with {@code #} aside. No word is ever shown.
 */
final class WordFile {
  private static final String NONE = "none";

  private final Path production;
  private final YamlProblems problems;

  WordFile(Path production, YamlProblems problems) {
    this.production = production;
    this.problems = problems;
  }

  /** The words; none when the file says {@code none}, or when a problem was found. */
  DenyList read(YamlNames names) throws IOException {
    Optional<ScalarNode> node = names.text("deny-list");
    if (node.isEmpty() || node.get().getValue().equals(NONE)) {
      return DenyList.none();
    }
    List<String> words = new ArrayList<>();
    try {
      Path file = production.toAbsolutePath().resolveSibling(node.get().getValue());
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String word = line.strip();
        if (!word.isEmpty() && !word.startsWith("#")) {
          take(word, number, words);
        }
      }
      if (words.isEmpty()) {
        problems.add(node.get(), "`deny-list` has no words", "write one on each line");
      }
    } catch (InvalidPathException | CharacterCodingException e) {
      problems.add(node.get(), "`deny-list` names no text in UTF-8", "name a file of words");
    } catch (IOException e) {
      problems.add(node.get(), "`deny-list` cannot be read", "name a file, or write `none`");
    }
    return DenyList.of(words);
  }

  private void take(String word, int number, List<String> words) {
    try {
      DenyList.of(List.of(word));
      words.add(word);
    } catch (IllegalArgumentException e) {
      problems.add(
          "line " + number + " of its `deny-list`",
          "it has fewer than " + DenyList.MIN_LETTERS + " letters and digits",
          "write a longer word: a short one stands in every third name");
    }
  }
}
