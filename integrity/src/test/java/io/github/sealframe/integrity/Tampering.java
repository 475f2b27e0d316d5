package io.github.sealframe.integrity;

import static io.github.sealframe.integrity.Difference.Kind.CHANGED;
import static io.github.sealframe.integrity.Difference.Kind.EXTRA;
import static io.github.sealframe.integrity.Difference.Kind.LINKS;
import static io.github.sealframe.integrity.Difference.Kind.MISSING;
import static io.github.sealframe.integrity.Difference.Kind.MODE;
import static io.github.sealframe.integrity.Difference.Kind.NAME;
import static io.github.sealframe.integrity.Difference.Kind.SIZE;
import static io.github.sealframe.integrity.Difference.Kind.TYPE;

import io.github.sealframe.integrity.Difference.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * One way of making an installed {@link SampleTree} wrong.
 *
 * @param name what is done
 * @param exit the code that the shell verifier refuses it with
 * @param kind the difference that Java finds
 * @param path the path that both name
 * @param change does it to the tree
 */
record Tampering(String name, int exit, Kind kind, String path, Change change) {
  interface Change {
    void apply(Path tree) throws IOException, InterruptedException;
  }

  static List<Tampering> all() {
    return Stream.of(contents(), entries(), types(), modes(), names())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Tampering> contents() {
    return List.of(
        new Tampering(
            "changed byte", 11, CHANGED, "blender", tree -> flip(tree, "blender", 50_000)),
        new Tampering(
            "changed byte under a quoted name",
            11,
            CHANGED,
            "a b/" + SampleTree.QUOTED,
            tree -> flip(tree, "a b/" + SampleTree.QUOTED, 0)),
        new Tampering(
            "changed byte under a leading dash", 11, CHANGED, "-rf", tree -> flip(tree, "-rf", 3)),
        new Tampering(
            "two files of one size swapped",
            11,
            CHANGED,
            "lib/ab",
            tree -> {
              Files.move(tree.resolve("lib/ab"), tree.resolve("lib/t"));
              Files.move(tree.resolve("lib/ba"), tree.resolve("lib/ab"));
              Files.move(tree.resolve("lib/t"), tree.resolve("lib/ba"));
            }),
        new Tampering(
            "truncated",
            14,
            SIZE,
            "blender",
            tree -> {
              try (var file = new RandomAccessFile(tree.resolve("blender").toFile(), "rw")) {
                file.setLength(file.length() - 1);
              }
            }),
        new Tampering(
            "emptied",
            14,
            SIZE,
            "mod/m7.py",
            tree -> Files.write(tree.resolve("mod/m7.py"), new byte[0])),
        new Tampering(
            "appended",
            14,
            SIZE,
            "lib/empty file",
            tree ->
                Files.writeString(tree.resolve("lib/empty file"), "x", StandardOpenOption.APPEND)));
  }

  private static List<Tampering> entries() {
    return List.of(
        new Tampering(
            "extra file",
            14,
            EXTRA,
            "lib/os.py",
            tree -> SampleTree.file(tree, "lib/os.py", 0644, "x")),
        new Tampering(
            "extra empty file", 14, EXTRA, "zz", tree -> SampleTree.file(tree, "zz", 0644, "")),
        new Tampering(
            "extra sparse file of 4 GiB",
            14,
            EXTRA,
            "huge",
            tree -> {
              SampleTree.file(tree, "huge", 0644, "");
              try (var file = new RandomAccessFile(tree.resolve("huge").toFile(), "rw")) {
                file.setLength(4L << 30);
              }
            }),
        new Tampering(
            "missing file", 14, MISSING, "lib/ab", tree -> Files.delete(tree.resolve("lib/ab"))),
        new Tampering(
            "extra empty folder", 14, EXTRA, "lib/more", tree -> folder(tree, "lib/more")),
        new Tampering(
            "missing empty folder",
            14,
            MISSING,
            "lib/empty/inner",
            tree -> Files.delete(tree.resolve("lib/empty/inner"))),
        new Tampering(
            "renamed file",
            14,
            MISSING,
            "-rf",
            tree -> Files.move(tree.resolve("-rf"), tree.resolve("-rg"))));
  }

  private static List<Tampering> types() {
    return List.of(
        new Tampering(
            "file swapped for a link to the same bytes",
            12,
            TYPE,
            "lib/ab",
            tree -> {
              Path away = tree.resolveSibling("away");
              Files.move(tree.resolve("lib/ab"), away);
              Files.createSymbolicLink(tree.resolve("lib/ab"), away);
            }),
        new Tampering(
            "folder swapped for a link to the same tree",
            12,
            TYPE,
            "mod",
            tree -> {
              Path away = tree.resolveSibling("away");
              Files.move(tree.resolve("mod"), away);
              Files.createSymbolicLink(tree.resolve("mod"), away);
            }),
        new Tampering(
            "extra link to nothing",
            12,
            EXTRA,
            "lib/link",
            tree -> Files.createSymbolicLink(tree.resolve("lib/link"), Path.of("nothing"))),
        new Tampering(
            "file swapped for a folder",
            14,
            TYPE,
            "lib/empty file",
            tree -> {
              Files.delete(tree.resolve("lib/empty file"));
              folder(tree, "lib/empty file");
            }),
        new Tampering(
            "folder swapped for a file",
            14,
            TYPE,
            "lib/empty/inner",
            tree -> {
              Files.delete(tree.resolve("lib/empty/inner"));
              SampleTree.file(tree, "lib/empty/inner", 0755, "");
            }),
        new Tampering(
            "named pipe",
            12,
            EXTRA,
            "lib/pipe",
            tree -> ran("mkfifo", "-m", "644", tree.resolve("lib/pipe").toString())),
        new Tampering(
            "file swapped for a named pipe",
            12,
            TYPE,
            "lib/ab",
            tree -> {
              Files.delete(tree.resolve("lib/ab"));
              ran("mkfifo", "-m", "644", tree.resolve("lib/ab").toString());
            }),
        new Tampering(
            "socket",
            12,
            EXTRA,
            "sock",
            tree -> {
              try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                // A socket's name holds 108 bytes; the tree's may be longer, so it is moved in.
                Path place = Files.createTempDirectory("s").resolve("s");
                server.bind(UnixDomainSocketAddress.of(place));
                Files.move(place, tree.resolve("sock"));
                Files.delete(place.getParent());
              }
            }),
        new Tampering(
            "hard link from outside",
            12,
            LINKS,
            "lib/ab",
            tree -> Files.createLink(tree.resolveSibling("outside"), tree.resolve("lib/ab"))));
  }

  private static List<Tampering> modes() {
    return List.of(
        mode("set-user-id", 12, "blender", 04755),
        mode("set-group-id", 12, "lib/ab", 02644),
        mode("set-group-id on a folder", 12, "mod", 02755),
        mode("sticky folder", 14, "mod", 01755),
        mode("executable taken away", 14, "blender", 0644),
        mode("executable given", 14, "lib/ab", 0755),
        mode("unreadable to tasks", 14, "lib/ab", 0600),
        mode("group may write", 12, "lib/ab", 0664),
        mode("others may write", 12, "lib/ab", 0646),
        mode("folder that all may write", 12, "mod", 0777),
        mode("closed folder", 14, "mod", 0700),
        mode("root that the group may write", 12, ".", 0775),
        mode("closed root", 14, ".", 0700));
  }

  private static List<Tampering> names() {
    return List.of(
        extra("line feed in a name", 12, NAME, "lib/a\nb", "lib/a"),
        extra("line feed that begins a name", 12, NAME, "\n#end", ""),
        extra("tab in a name", 12, NAME, "lib/a\tb", "lib/a"),
        extra("escape in a name", 12, NAME, "lib/\u001b[2J", "lib/"),
        extra("backslash in a name", 12, NAME, "lib/a\\b", "lib/a\\b"),
        extra("NFD twin", 14, NAME, "data/u\u0308.bin", "data/u\u0308.bin"),
        extra("case twin", 14, EXTRA, "lib/AB", "lib/AB"),
        extra(
            "quotes and a command", 14, EXTRA, "lib/'\"$(touch pwned)'", "lib/'\"$(touch pwned)'"),
        extra("leading dash", 14, EXTRA, "-delete", "-delete"),
        extra("line of a manifest", 14, EXTRA, "#f 0644 1 x", "#f 0644 1 x"),
        extra("trailing space", 14, NAME, "lib/ab ", "lib/ab "),
        new Tampering(
            "name that is not UTF-8",
            14,
            NAME,
            "",
            tree -> {
              String script = "printf x >\"$1/$(printf 'bad\\377')\" && chmod 644 \"$1\"/bad*";
              ran("sh", "-c", script, "sh", tree.toString());
            }));
  }

  private static Tampering mode(String name, int exit, String path, int mode) {
    Kind kind = MODE;
    return new Tampering(
        name, exit, kind, path, tree -> SampleTree.mode(tree.resolve(path).normalize(), mode));
  }

  private static Tampering extra(String name, int exit, Kind kind, String path, String named) {
    return new Tampering(
        name, exit, kind, named, tree -> SampleTree.file(tree, path, 0644, "extra"));
  }

  private static void folder(Path tree, String path) throws IOException {
    Files.createDirectory(tree.resolve(path));
    SampleTree.mode(tree.resolve(path), 0755);
  }

  private static void flip(Path tree, String path, long at) throws IOException {
    try (var file = new RandomAccessFile(tree.resolve(path).toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 1);
    }
  }

  static void ran(String... command) throws IOException, InterruptedException {
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
