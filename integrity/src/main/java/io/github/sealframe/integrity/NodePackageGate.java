package io.github.sealframe.integrity;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PackageGate;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.ScannedTree.FilePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Seals packages into a folder of this machine, and has nodes prove them with a POSIX shell script
 * that is pinned by its SHA-256. Thread-safe; several processes may share the folder.
 */
public final class NodePackageGate implements PackageGate {
  private final VerifierScript verifier = new VerifierScript();
  private final Path workFolder;
  private final SealedFolder sealed;
  private final DigestCache digests;

  /**
   * @param workFolder where sealed packages are kept; made when the first one is. No sealed package
   *     is ever removed from it, and all of it may be removed when no submission runs
   */
  public NodePackageGate(Path workFolder) {
    this(workFolder, DigestCache.refreshed(digests(workFolder)));
  }

  private NodePackageGate(Path workFolder, DigestCache digests) {
    this.workFolder = workFolder.toAbsolutePath();
    this.sealed = new SealedFolder(this.workFolder);
    this.digests = digests;
  }

  /**
   * Believes the digests that an earlier call left in {@code workFolder}, for files that look
   * unchanged, instead of reading them: see {@link DigestCache}. For somebody who asked for it.
   */
  public static NodePackageGate trustingCache(Path workFolder) {
    return new NodePackageGate(workFolder, DigestCache.trusted(digests(workFolder)));
  }

  /** The folder in {@code workFolder} where digests are kept. */
  public static Path digests(Path workFolder) {
    return workFolder.resolve("digests");
  }

  /**
   * {@inheritDoc}
   *
   * <p>The tree is read and hashed anew, but by {@link #trustingCache}. An archive that an earlier
   * call left for the same pin is used again, after it was hashed too. A package that comes as an
   * archive is unpacked below the work folder, as {@link Manifest#of} describes, and removed from
   * there before this returns.
   */
  @Override
  public SealedPackage seal(PackageTree tree) throws IOException {
    return seal(tree, scanned -> {});
  }

  @Override
  public SealedPackage seal(PackageTree tree, RelativePath program) throws IOException {
    return seal(tree, scanned -> refuseWithout(program, scanned, tree));
  }

  private static void refuseWithout(RelativePath program, ScannedTree scanned, PackageTree tree) {
    boolean runs =
        scanned.places().stream()
            .filter(place -> place.path().equals(program))
            .anyMatch(place -> place instanceof FilePlace file && file.source().executable());
    if (!runs) {
      throw new ConfigurationRefusal(
          "use the package",
          tree.sources().stream()
              .map(source -> Names.printable(source.path().toString()))
              .findFirst()
              .orElse("without files"),
          "it has no executable file `" + program + "` in its root",
          "name the folder or archive of a build for Linux, and no zip that has lost its modes");
    }
  }

  private SealedPackage seal(PackageTree tree, Consumer<ScannedTree> check) throws IOException {
    try (var unpacked = UnpackedTree.of(tree, workFolder, ArchiveLimits.STANDARD)) {
      ScannedTree scanned = ScannedTree.of(unpacked.tree());
      check.accept(scanned);
      return seal(scanned, digests.manifest(unpacked, scanned));
    }
  }

  private SealedPackage seal(ScannedTree scanned, Manifest manifest) throws IOException {
    Sha256 pin = manifest.pin();
    sealed.keep(manifest);
    Optional<Sha256> kept = sealed.archiveDigest(pin);
    Sha256 archive =
        kept.isPresent() ? kept.get() : sealed.keep(pin, new CanonicalArchive(scanned, manifest));
    return new SealedPackage(
        part(pin, sealed.manifest(pin)),
        part(archive, sealed.archive(pin)),
        manifest.files().size(),
        manifest.bytes());
  }

  private static SealedPackage.Part part(Sha256 digest, Path file) throws IOException {
    return new SealedPackage.Part(digest, Files.size(file), Content.of(file));
  }

  @Override
  public GateTask check(SealedPackage sealed, ContainerRole role) {
    return new GateTask(
        verifier.commandLine(sealed, role),
        List.of(
            new NodeInput(
                VerifierScript.FILE_NAME, verifier.blob(), verifier.digest(), verifier.content()),
            input(VerifierScript.ARCHIVE_NAME, sealed.archive(), role),
            input(VerifierScript.MANIFEST_NAME, sealed.manifest(), role)));
  }

  private static NodeInput input(String name, SealedPackage.Part part, ContainerRole role) {
    return new NodeInput(name, BlobRef.of(role, part.digest()), part.digest(), part.content());
  }

  @Override
  public String checkAgain(List<Sha256> pins) {
    return verifier.again(pins);
  }

  @Override
  public Optional<String> meaning(int exitCode) {
    return VerifierExit.of(exitCode).map(VerifierExit::meaning);
  }

  @Override
  public Optional<Content> content(Sha256 digest) throws IOException {
    return digest.equals(verifier.digest())
        ? Optional.of(verifier.content())
        : sealed.content(digest);
  }
}
