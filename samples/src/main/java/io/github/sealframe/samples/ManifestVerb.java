package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Difference;
import io.github.sealframe.integrity.DigestCache;
import io.github.sealframe.integrity.Manifest;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Manifests. */
@Command(
    name = "manifest",
    description = "Writes the manifest of a folder or archive, or compares one with it.",
    mixinStandardHelpOptions = true,
    subcommands = {ManifestVerb.Create.class, ManifestVerb.Verify.class})
final class ManifestVerb {
  private static void refuseAbsent(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
  }

  /** Writes one. */
  @Command(
      name = "create",
      description = "Hashes every file of a folder or archive and prints the pin.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    @Mixin private Output output;

    @Parameters(paramLabel = "PATH", description = "The folder or archive.")
    private Path path;

    @Option(names = "-o", paramLabel = "FILE", description = "Write the manifest there.")
    private Path file;

    @Option(
        names = "--work",
        paramLabel = "DIR",
        description = "Where digests are kept (default: sealframe in the user's cache).")
    private Path work;

    @Option(
        names = "--trust-cache",
        description = "Read only files that look changed since they were last hashed.")
    private boolean trustCache;

    @Override
    public Integer call() throws IOException {
      refuseAbsent(path);
      if (file != null) {
        checkTarget();
      }
      Path digests = NodePackageGate.digests(work != null ? work : FarmOptions.defaultWork());
      // What is unpacked from an archive is always read.
      boolean trusted = trustCache && Files.isDirectory(path);
      if (trusted) {
        output.warn(RenderOptions.TRUSTED_NOTE);
      }
      DigestCache cache = trusted ? DigestCache.trusted(digests) : DigestCache.refreshed(digests);
      long start = System.nanoTime();
      Manifest manifest = Manifest.of(PackageTree.of(path), cache);
      if (file != null) {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        OutputFile.write(target, manifest::writeTo, StandardCopyOption.REPLACE_EXISTING);
      }
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("pin", manifest.pin().hex());
      document.put("files", manifest.files().size());
      document.put("bytes", manifest.bytes());
      document.put("seconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
      if (trusted) {
        document.put("cache", "trusted");
      }
      output.result(document, manifest.pin().hex());
      return ExitCode.DONE;
    }

    private void checkTarget() throws IOException {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw refusal("something that is no file is there", "name another file with -o");
      }
      if (OutputFile.folder(file).toRealPath().startsWith(path.toRealPath())) {
        throw refusal(
            "the tree would then hold a file more than its manifest says",
            "name a file outside of " + path + " with -o");
      }
    }

    private ConfigurationRefusal refusal(String why, String next) {
      return new ConfigurationRefusal("write the manifest to", file.toString(), why, next);
    }
  }

  /** Compares with one. */
  @Command(
      name = "verify",
      description =
          "Compares a folder or archive with a pin or a manifest; lists every difference.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Mixin private Output output;

    @Parameters(paramLabel = "PATH", description = "The folder or archive.")
    private Path path;

    @ArgGroup(multiplicity = "1")
    private Expected expected;

    /** What the folder has to be. */
    static final class Expected {
      @Option(names = "--pin", paramLabel = "HEX", description = "The pin that it must have.")
      private String pin;

      @Option(names = "--manifest", paramLabel = "FILE", description = "The manifest of it.")
      private Path manifest;
    }

    @Option(
        names = "--installed",
        description = "Compare a folder with --manifest as a node does: exact modes, no links.")
    private boolean installed;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      refuseAbsent(path);
      if (installed && expected.manifest == null) {
        throw new ParameterException(
            spec.commandLine(),
            "--installed needs --manifest: with a pin, odd modes and links are evened out");
      }
      if (installed && !Files.isDirectory(path)) {
        throw new ConfigurationRefusal(
            "compare",
            path + " as a node does",
            "it is no folder",
            "unpack it and name the folder, or leave --installed out");
      }
      return expected.pin != null ? comparePin() : compareManifest();
    }

    private int comparePin() throws IOException {
      Sha256 wanted;
      try {
        wanted = new Sha256(expected.pin);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "the pin is " + e.getMessage(), e);
      }
      Sha256 found = Manifest.of(PackageTree.of(path)).pin();
      return found.equals(wanted)
          ? result(List.of(), Optional.empty())
          : result(List.of(), Optional.of(found));
    }

    private int compareManifest() throws IOException {
      Manifest manifest = Manifest.read(InputFile.check("read the manifest", expected.manifest));
      return result(
          installed ? manifest.check(path) : manifest.compare(Manifest.of(PackageTree.of(path))),
          Optional.empty());
    }

    private int result(List<Difference> differences, Optional<Sha256> otherPin) throws IOException {
      boolean same = differences.isEmpty() && otherPin.isEmpty();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", same);
      otherPin.ifPresent(pin -> document.put("found", pin.hex()));
      document.put("differences", differences.stream().map(Verify::document).toList());
      String text =
          same
              ? "ok"
              : otherPin
                  .map(pin -> "the pin is " + pin + ", expected " + expected.pin)
                  .orElseGet(
                      () ->
                          differences.stream()
                              .map(Difference::toString)
                              .distinct()
                              .collect(Collectors.joining("\n")));
      output.result(document, text);
      return same ? ExitCode.DONE : ExitCode.INTEGRITY;
    }

    private static Map<String, Object> document(Difference difference) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("kind", difference.kind().name().toLowerCase(Locale.ROOT));
      document.put("path", difference.path());
      document.put("expected", difference.expected());
      document.put("found", difference.found());
      return document;
    }
  }
}
