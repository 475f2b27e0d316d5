package io.github.sealframe.integrity;

import io.github.sealframe.core.Content;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.Optional;

/**
 * The folder on this machine where sealed packages wait to be sent: {@code PIN.manifest}, {@code
 * PIN.tar.gz} and, in the form of sha256sum, {@code PIN.tar.gz.sha256}. Files appear there whole or
 * not at all; nothing there is believed without hashing it again.
 */
final class SealedFolder {
  private static final String RECORD = ".tar.gz.sha256";
  private final Path folder;

  SealedFolder(Path folder) {
    this.folder = folder;
  }

  Path manifest(Sha256 pin) {
    return folder.resolve(pin + ".manifest");
  }

  Path archive(Sha256 pin) {
    return folder.resolve(pin + ".tar.gz");
  }

  private Path record(Sha256 pin) {
    return folder.resolve(pin + RECORD);
  }

  /** Keeps the manifest's text. */
  void keep(Manifest manifest) throws IOException {
    appear(
        manifest(manifest.pin()),
        file -> {
          try (OutputStream out = Files.newOutputStream(file)) {
            manifest.writeTo(out);
          }
        });
  }

  /** The digest of the archive that is there for {@code pin}; empty when none is, or not whole. */
  Optional<Sha256> archiveDigest(Sha256 pin) throws IOException {
    Path record = record(pin);
    if (!isFile(record) || Files.size(record) > 4096) {
      return Optional.empty();
    }
    String text = Files.readString(record, StandardCharsets.ISO_8859_1);
    String hex = text.substring(0, Math.min(64, text.length()));
    Path archive = archive(pin);
    return isFile(archive)
        ? Optional.of(digest(archive)).filter(found -> found.hex().equals(hex))
        : Optional.empty();
  }

  /** Writes the archive for {@code pin}, and its record after it. */
  Sha256 keep(Sha256 pin, CanonicalArchive archive) throws IOException {
    Sha256[] digest = new Sha256[1];
    appear(archive(pin), file -> digest[0] = archive.writeTo(file));
    String record = digest[0] + "  " + archive(pin).getFileName() + "\n";
    appear(record(pin), file -> Files.writeString(file, record));
    return digest[0];
  }

  /** A manifest or archive that is here and has this digest. */
  Optional<Content> content(Sha256 digest) throws IOException {
    Path manifest = manifest(digest);
    if (isFile(manifest) && digest(manifest).equals(digest)) {
      return Optional.of(Content.of(manifest));
    }
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> records = Files.newDirectoryStream(folder, "*" + RECORD)) {
      for (Path record : records) {
        String name = record.getFileName().toString();
        Path archive = folder.resolve(name.substring(0, name.length() - ".sha256".length()));
        if (Files.readString(record, StandardCharsets.ISO_8859_1).startsWith(digest.hex())
            && isFile(archive)
            && digest(archive).equals(digest)) {
          return Optional.of(Content.of(archive));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static Sha256 digest(Path file) throws IOException {
    var digest = Sha256.digest();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return Sha256.of(digest);
  }

  private void appear(Path place, FileWriter writer) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, ".sealing-", ".part");
    try {
      writer.write(part);
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private interface FileWriter {
    void write(Path file) throws IOException;
  }
}
