package io.github.sealframe.integrity;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.PackageGate;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The script that proves a package on a node, and the command line that proves the script. */
final class VerifierScript {
  static final String FILE_NAME = "sealframe-verify.sh";
  static final String ARCHIVE_NAME = "package.tar.gz";
  static final String MANIFEST_NAME = "package.manifest";

  private final byte[] bytes = load();
  private final Sha256 digest = Sha256.of(bytes);

  private static byte[] load() {
    try (InputStream in = VerifierScript.class.getResourceAsStream(FILE_NAME)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its resource " + FILE_NAME);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's resource " + FILE_NAME + " cannot be read", e);
    }
  }

  Sha256 digest() {
    return digest;
  }

  long size() {
    return bytes.length;
  }

  Content content() {
    return Content.of(bytes);
  }

  BlobRef blob() {
    return BlobRef.of(ContainerRole.PACKAGES, digest);
  }

  /**
   * The command line. Batch starts it without a shell and splits it at blanks and quotes, so the
   * shell is named, and its text is in single quotes and holds neither quotes nor backslashes. All
   * of the text is fixed words and hexadecimal digits: nothing in it comes from a user.
   */
  String commandLine(SealedPackage sealed, ContainerRole role) {
    BlobRef archive = BlobRef.of(role, sealed.archive().digest());
    BlobRef manifest = BlobRef.of(role, sealed.pin());
    return "/bin/sh -c '"
        + proved(FILE_NAME, "blob " + blob())
        + ("exec /bin/sh ./" + FILE_NAME + " " + sealed.archive().digest() + " " + sealed.pin())
        + (" " + archive + " " + manifest + "'");
  }

  /**
   * Commands that prove the copy of the script that lies beside the packages, and run it on each of
   * {@code pins}. A task's own user can read both, and write neither.
   */
  String again(List<Sha256> pins) {
    String copy =
        "$AZ_BATCH_NODE_ROOT_DIR/" + PackageGate.NODE_FOLDER + "/verifier-" + digest + ".sh";
    StringBuilder commands = new StringBuilder(proved("\"" + copy + "\"", "its copy"));
    for (Sha256 pin : pins) {
      commands.append("/bin/sh \"" + copy + "\" --sample " + pin + " || exit $?; ");
    }
    return commands.toString();
  }

  /** Commands that end the shell unless the script at a path is this one. */
  private String proved(String path, String name) {
    return "PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; "
        + "command -v sha256sum >/dev/null || { "
        + "echo sealframe: 15 tool missing: sha256sum: expected on the node found nothing >&2; "
        + "exit 15; }; "
        + ("h=$(sha256sum <" + path + "); h=${h%% *}; ")
        + ("[ x$h = x" + digest + " ] || { ")
        + ("echo sealframe: 10 verifier differs: " + name + ": expected " + digest)
        + " found ${h:-nothing} >&2; exit 10; }; ";
  }
}
