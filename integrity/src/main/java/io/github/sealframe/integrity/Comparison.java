package io.github.sealframe.integrity;

import io.github.sealframe.core.RelativePath;
import io.github.sealframe.integrity.Difference.Kind;
import io.github.sealframe.integrity.Manifest.Entry;
import io.github.sealframe.integrity.Manifest.PlainFile;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares manifests entry by entry. */
final class Comparison {
  private final Manifest expected;

  Comparison(Manifest expected) {
    this.expected = expected;
  }

  List<Difference> with(Manifest found) {
    List<Difference> differences = new ArrayList<>();
    var wanted =
        expected.entries().stream().collect(Collectors.toMap(Entry::path, Function.identity()));
    var there =
        found.entries().stream().collect(Collectors.toMap(Entry::path, Function.identity()));
    SortedSet<RelativePath> paths = new TreeSet<>(wanted.keySet());
    paths.addAll(there.keySet());
    for (RelativePath path : paths) {
      Entry want = wanted.get(path);
      Entry have = there.get(path);
      if (want == null) {
        differences.add(new Difference(Kind.EXTRA, path.value(), "nothing", have.description()));
      } else if (have == null) {
        differences.add(new Difference(Kind.MISSING, path.value(), want.description(), "nothing"));
      } else if (want instanceof PlainFile file && have instanceof PlainFile other) {
        files(file, other, differences);
      } else if (!want.equals(have)) {
        differences.add(
            new Difference(Kind.TYPE, path.value(), want.description(), have.description()));
      }
    }
    return List.copyOf(differences);
  }

  private static void files(PlainFile want, PlainFile have, List<Difference> differences) {
    String path = want.path().value();
    if (want.executable() != have.executable()) {
      differences.add(new Difference(Kind.MODE, path, want.description(), have.description()));
    }
    if (want.size() != have.size()) {
      differences.add(new Difference(Kind.SIZE, path, want.description(), have.description()));
    } else if (!want.digest().equals(have.digest())) {
      differences.add(new Difference(Kind.CHANGED, path, want.digest().hex(), have.digest().hex()));
    }
  }
}
