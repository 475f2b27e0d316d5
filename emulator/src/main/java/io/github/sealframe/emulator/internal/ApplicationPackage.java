package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The package of an application as it is to be on a node.
 *
 * @param zip its archive
 * @param folder where it is on the node, once it is whole
 * @param variable the environment variable that names the folder
 */
record ApplicationPackage(Path zip, NodeFolders node, Path folder, String variable) {

  private static final String READ_BY_ALL = "rwxr-xr-x";

  /**
   * Unpacks it, unless it is there. Everyone may read and execute what is in it; permissions that
   * the archive has are not looked at.
   */
  void unpack() throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    NodeFolders.folder(folder.getParent().getParent(), READ_BY_ALL);
    NodeFolders.folder(folder.getParent(), READ_BY_ALL);
    Path aside = node.scratch();
    try {
      unpackTo(aside);
      // Tasks that start at the same time unpack each for itself; the first is taken.
      Files.move(aside, folder);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // It is there, from another.
    } finally {
      FileTree.delete(aside);
    }
  }

  private void unpackTo(Path aside) throws IOException {
    NodeFolders.folder(aside, READ_BY_ALL);
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        unpack(entry, in, aside);
      }
    }
  }

  private void unpack(ZipEntry entry, InputStream in, Path aside) throws IOException {
    Path target = aside.resolve(entry.getName()).normalize();
    if (!target.startsWith(aside)) {
      throw new IOException("The entry " + entry.getName() + " of " + zip + " leaves its folder");
    }
    Path made = aside;
    for (Path step : aside.relativize(entry.isDirectory() ? target : target.getParent())) {
      made = made.resolve(step);
      NodeFolders.folder(made, READ_BY_ALL);
    }
    if (!entry.isDirectory()) {
      Files.copy(in, target);
      Files.setAttribute(target, "unix:mode", 0755);
    }
  }
}
