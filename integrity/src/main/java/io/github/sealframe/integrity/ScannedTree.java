package io.github.sealframe.integrity;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.integrity.Manifest.Entry;
import io.github.sealframe.integrity.Manifest.Folder;
import io.github.sealframe.integrity.Manifest.PlainFile;
import java.io.IOException;
import java.util.List;

/**
 * What will lie where in a package, before its bytes are read.
 *
 * @param places in path order
 */
record ScannedTree(List<Place> places) {
  ScannedTree {
    places = List.copyOf(places);
  }

  static ScannedTree of(PackageTree tree) throws IOException {
    return new TreeReader().read(tree);
  }

  /** Reads every file once, on all processors. */
  Manifest manifest() throws IOException {
    return manifest(SourceFile::digest);
  }

  /** Finds the digest of every file with {@code hash}, on all processors. */
  Manifest manifest(FileHash hash) throws IOException {
    Entry[] entries = new Entry[places.size()];
    AllProcessors.each(entries.length, index -> entries[index] = entry(places.get(index), hash));
    return new Manifest(List.of(entries));
  }

  private static Entry entry(Place place, FileHash hash) throws IOException {
    if (place instanceof FilePlace file) {
      SourceFile source = file.source();
      return new PlainFile(file.path(), source.executable(), source.size(), hash.of(source));
    }
    return new Folder(place.path());
  }

  /** A place in the package. */
  sealed interface Place permits FolderPlace, FilePlace {
    RelativePath path();
  }

  /** A folder. */
  record FolderPlace(RelativePath path) implements Place {}

  /** A file, and where its bytes come from. */
  record FilePlace(RelativePath path, SourceFile source) implements Place {}
}
