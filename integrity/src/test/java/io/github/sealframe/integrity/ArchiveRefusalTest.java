package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** What an archive cannot hold is refused by name; nothing is left, and nothing lies outside. */
class ArchiveRefusalTest {
  private static final int FEW = 1 << 20;

  @TempDir Path temp;
  private Path work;
  private Path archive;

  @BeforeEach
  void make() {
    work = temp.resolve("in/work");
    archive = temp.resolve("archive");
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.walk(temp)) {
      assertThat(left.filter(path -> !path.equals(temp)))
          .isSubsetOf(archive, temp.resolve("in"), work);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../out",
        "a/../../out",
        "/etc/out",
        "//out",
        "C:/out",
        "a\\b",
        "a//b",
        "a/./b",
        "con",
        "a "
      })
  void anIllegalName(String name) throws IOException {
    new TarText().file("ok", "x").file(name, "x").to(archive);
    assertRefused(Kind.NAME, name);
    new TarText().pax('x', "path", name).file("ok", "x").to(archive);
    assertRefused(Kind.NAME, name);
    new TarText().entry("././@LongLink", 'L', "", name + "\0").file("ok", "x").to(archive);
    assertRefused(Kind.NAME, name);
    // Not by commons-compress, which writes another name for one with a backslash.
    try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry(name));
    }
    assertRefused(Kind.NAME, name);
  }

  @Test
  void aNameWithControlCharacters() throws IOException {
    new TarText().file("a\nb", "x").to(archive);
    assertRefused(Kind.NAME, "a\\u000Ab");
  }

  @Test
  void twoEntriesInOnePlace() throws IOException {
    new TarText().file("a/b", "x").file("./a/b", "y").to(archive);
    assertRefused(Kind.TWICE, "./a/b");
    new TarText().folder("a/").folder("a").to(archive);
    assertRefused(Kind.TWICE, "a");
    zip(new Entry("a", 0100644, "x"), new Entry("a", 0100644, "y"));
    assertRefused(Kind.TWICE, "a");
  }

  @Test
  void anEntryBelowALink() throws IOException {
    new TarText().folder("real").link("a", "real").file("a/x", "x").to(archive);
    assertRefused(Kind.TWICE, "a/x");
    new TarText().link("a", temp.toString()).file("a/x", "x").to(archive);
    assertRefused(Kind.TWICE, "a/x");
  }

  @Test
  void twins() throws IOException {
    new TarText().file("lib/a", "x").file("lib/A", "y").file("z", "").to(archive);
    assertThatThrownBy(this::unpack)
        .isInstanceOfSatisfying(
            TreeRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.TWIN));
  }

  @ParameterizedTest
  @ValueSource(chars = {'3', '4', '6', 'S', 'V', 'Z'})
  void whatIsNeitherFileNorFolder(char type) throws IOException {
    new TarText().entry("odd", type, "", "").to(archive);
    assertRefused(Kind.SPECIAL, "odd");
  }

  @Test
  void aDeviceInAZip() throws IOException {
    zip(new Entry("dev", 0020644, ""));
    assertRefused(Kind.SPECIAL, "dev");
  }

  @Test
  void aSparseFile() throws IOException {
    new TarText().pax('x', "GNU.sparse.major", "1").file("holes", "x").to(archive);
    assertRefused(Kind.SPECIAL, "holes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "/etc/passwd", "lib/../../out"})
  void aLinkOutOfTheArchive(String target) throws IOException {
    new TarText().folder("lib").link("x", target).to(archive);
    assertRefused(Kind.ESCAPING, "x");
    new TarText().folder("lib").hardLink("x", target).to(archive);
    assertRefused(Kind.ESCAPING, "x");
    zip(new Entry("lib/", 040755, ""), new Entry("x", 0120777, target));
    assertRefused(Kind.ESCAPING, "x");
  }

  @Test
  void aLinkToNothing() throws IOException {
    new TarText().link("x", "nothing").to(archive);
    assertRefused(Kind.DANGLING, "x");
    new TarText().file("f", "").link("x", "f/below").to(archive);
    assertRefused(Kind.DANGLING, "x");
  }

  @Test
  void aLoopOfLinks() throws IOException {
    new TarText().link("x", "y").link("y", "x").to(archive);
    assertRefused(Kind.LOOP, "x");
    new TarText().file("a/f", "").link("a/up", "..").file("b", "").to(archive);
    assertRefused(Kind.LOOP, "a/up");
    new TarText().link("a/x", "../b").link("b/y", "../a").to(archive);
    assertRefused(Kind.LOOP, "a/x/y");
  }

  @Test
  void linksThatMultiply() throws IOException {
    TarText tar = new TarText().file("0/f", "x");
    for (int level = 1; level < 30; level++) {
      tar.link(level + "/a", "../" + (level - 1)).link(level + "/b", "../" + (level - 1));
    }
    tar.to(archive);
    assertRefusedBy(new ArchiveLimits(1000, 1 << 20, 1 << 20, 200), Kind.LIMIT);
  }

  @Test
  void linksThatMultiplyBytes() throws IOException {
    TarText tar = new TarText().file("big", "x".repeat(10_000));
    for (int i = 0; i < 20; i++) {
      tar.link("l" + i, "big");
    }
    tar.to(archive);
    assertRefusedBy(new ArchiveLimits(1000, 100_000, 100_000, 200), Kind.TOO_LARGE);
  }

  @Test
  void moreEntriesThanAllowed() throws IOException {
    TarText tar = new TarText();
    for (int i = 0; i < 11; i++) {
      tar.file("f" + i, "");
    }
    tar.to(archive);
    assertRefusedBy(new ArchiveLimits(10, 1 << 20, 1 << 20, 200), Kind.LIMIT);
    new TarText().file("a/b/c/d/e/f/g/h/i/j/k/l", "").to(archive);
    assertRefusedBy(new ArchiveLimits(10, 1 << 20, 1 << 20, 200), Kind.LIMIT);
  }

  @Test
  void moreBytesThanAllowed() throws IOException {
    new TarText().file("f", "x".repeat(100_000)).to(archive);
    assertRefusedBy(new ArchiveLimits(10, 50_000, 50_000, 200), Kind.TOO_LARGE);
  }

  @Test
  void aBombInGzip() throws IOException {
    assertBomb(GZIPOutputStream::new);
  }

  @Test
  void aBombInXz() throws IOException {
    assertBomb(out -> new XZOutputStream(out, new LZMA2Options(1)));
  }

  @Test
  void aBombInZstd() throws IOException {
    assertBomb(ZstdCompressorOutputStream::new);
  }

  /** Its header asks for a dictionary of 1.5 GiB, which nothing in it needs. */
  @Test
  void aBombOfMemoryInXz() throws IOException {
    try (OutputStream out = new XZCompressorOutputStream(Files.newOutputStream(archive))) {
      out.write(new TarText().file("a", "x").bytes());
    }
    byte[] bytes = Files.readAllBytes(archive);
    // A block header after the 12 bytes of the stream's: size, flags, LZMA2, 1, dictionary, CRC-32.
    assertThat(Arrays.copyOfRange(bytes, 12, 16)).containsExactly(2, 0, 0x21, 1);
    bytes[16] = 37;
    CRC32 crc = new CRC32();
    crc.update(bytes, 12, 8);
    ByteBuffer.wrap(bytes, 20, 4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue());
    Files.write(archive, bytes);
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
  }

  @Test
  void aBombInAZip() throws IOException {
    try (var zip = new ZipArchiveOutputStream(archive)) {
      zip.putArchiveEntry(new ZipArchiveEntry("zeros"));
      for (int i = 0; i < 100; i++) {
        zip.write(new byte[1 << 20]);
      }
      zip.closeArchiveEntry();
    }
    assertBombRefused();
  }

  private void assertBomb(Compressor compressor) throws IOException {
    byte[] header = Arrays.copyOf(new TarText().file("zeros", "").bytes(), 512);
    // A size of 8 GiB less one, and the checksum that goes with it.
    Arrays.fill(header, 124, 135, (byte) '7');
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, 148, 8);
    try (OutputStream out = compressor.over(Files.newOutputStream(archive))) {
      out.write(header);
      for (int i = 0; i < 100; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    assertBombRefused();
  }

  /** The limits are the real ones. No more lies on the disk at any moment than is ever written. */
  private void assertBombRefused() throws IOException {
    assertThat(Files.size(archive)).isLessThan(300_000);
    long start = System.nanoTime();
    long before = written();
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.RATIO);
    assertThat(written() - before)
        .isBetween(ArchiveLimits.STANDARD.free() - FEW, ArchiveLimits.STANDARD.free() + FEW);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  /** Bytes that this process has written so far, wherever to. */
  private static long written() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .sum();
  }

  @Test
  void aTarThatIsCutOffAnywhere() throws IOException {
    byte[] whole = new TarText().file("a", "x".repeat(1000)).file("b", "y").bytes();
    for (int length : new int[] {512, 700, 1536, 2000, 2560, 3071}) {
      Files.write(archive, Arrays.copyOf(whole, length));
      assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
    }
  }

  @Test
  void whatFollowsTheEnd() throws IOException {
    byte[] whole = new TarText().file("a", "x").bytes();
    byte[] more = Arrays.copyOf(whole, whole.length + 2000);
    more[more.length - 1] = 1;
    Files.write(archive, more);
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
    for (Compressor compressor : kinds()) {
      try (OutputStream out = Files.newOutputStream(archive)) {
        OutputStream packed = compressor.over(out);
        packed.write(whole);
        packed.close();
      }
      Files.write(archive, append(Files.readAllBytes(archive), "garbage!"));
      assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
    }
    zip(new Entry("a", 0100644, "x"));
    Files.write(archive, append(Files.readAllBytes(archive), "garbage!"));
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
  }

  @Test
  void compressedDataThatIsCutOffOrDamaged() throws IOException {
    byte[] tar = new TarText().file("a", random(50_000)).bytes();
    for (Compressor compressor : kinds()) {
      try (OutputStream out = Files.newOutputStream(archive)) {
        OutputStream packed = compressor.over(out);
        packed.write(tar);
        packed.close();
      }
      byte[] whole = Files.readAllBytes(archive);
      Files.write(archive, Arrays.copyOf(whole, whole.length - 5));
      assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
      byte[] damaged = whole.clone();
      damaged[whole.length / 2] ^= 0x55;
      Files.write(archive, damaged);
      assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
    }
    zip(new Entry("a", 0100644, random(50_000)));
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length - 5));
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 0x55;
    Files.write(archive, damaged);
    assertRefused(Kind.ARCHIVE, "a");
  }

  @Test
  void aZipWhoseHeadersDisagreeInName() throws IOException {
    zip(new Entry("abc", 0100644, "x"));
    byte[] bytes = Files.readAllBytes(archive);
    bytes[30] = 'z';
    Files.write(archive, bytes);
    assertRefused(Kind.ARCHIVE, "abc");
  }

  @Test
  void anEncryptedEntry() throws IOException {
    zip(new Entry("abc", 0100644, "x"));
    byte[] bytes = Files.readAllBytes(archive);
    // The general purpose flags in both headers; the directory begins with PK 1 2.
    bytes[6] |= 1;
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("PK\u0001\u0002") + 8] |= 1;
    Files.write(archive, bytes);
    assertRefused(Kind.ARCHIVE, "abc");
  }

  @Test
  void whatIsNoArchive() throws IOException {
    Files.writeString(archive, "#!/bin/sh\n".repeat(100));
    assertThatThrownBy(this::unpack)
        .isInstanceOf(TreeRefusal.class)
        .hasMessage(
            "cannot package "
                + archive
                + ": it is neither a folder nor an archive of a kind that is known;"
                + " name a folder, a .tar, .tar.gz, .tar.xz, .tar.zst or .zip");
    Files.writeString(archive, "");
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      out.write("just text".getBytes(StandardCharsets.UTF_8));
    }
    assertRefusedBy(ArchiveLimits.STANDARD, Kind.ARCHIVE);
  }

  private static Compressor[] kinds() {
    return new Compressor[] {
      GZIPOutputStream::new,
      XZCompressorOutputStream::new,
      // With a checksum, without which zstd does not see every change.
      out -> new ZstdOutputStream(out).setChecksum(true)
    };
  }

  private static String random(int length) {
    var random = new Random(7);
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (' ' + random.nextInt(90)));
    }
    return text.toString();
  }

  private static byte[] append(byte[] bytes, String text) {
    byte[] more = Arrays.copyOf(bytes, bytes.length + text.length());
    System.arraycopy(text.getBytes(StandardCharsets.UTF_8), 0, more, bytes.length, text.length());
    return more;
  }

  private void zip(Entry... entries) throws IOException {
    try (var zip = new ZipArchiveOutputStream(archive)) {
      for (Entry entry : entries) {
        var header = new ZipArchiveEntry(entry.name);
        header.setUnixMode(entry.mode);
        zip.putArchiveEntry(header);
        zip.write(entry.text.getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
      }
    }
  }

  private void unpack() throws IOException {
    new NodePackageGate(work).seal(PackageTree.of(archive));
  }

  private void assertRefused(Kind kind, String entry) {
    assertThatThrownBy(this::unpack)
        .isInstanceOfSatisfying(
            TreeRefusal.class,
            refusal -> {
              assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
              assertThat(refusal.path()).isEqualTo(archive + "!/" + entry);
            });
  }

  private void assertRefusedBy(ArchiveLimits limits, Kind kind) {
    assertThatThrownBy(() -> UnpackedTree.of(PackageTree.of(archive), work, limits).close())
        .isInstanceOfSatisfying(
            TreeRefusal.class,
            refusal -> {
              assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
              assertThat(refusal.path()).startsWith(archive.toString());
              assertThat(refusal.getMessage()).doesNotContain("Exception");
            });
  }

  private record Entry(String name, int mode, String text) {}

  private interface Compressor {
    OutputStream over(OutputStream out) throws IOException;
  }
}
