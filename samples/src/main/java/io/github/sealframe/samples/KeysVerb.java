package io.github.sealframe.samples;

import io.github.sealframe.batchclient.RotatedKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The key of the production's Batch account, where it has one. */
@Command(
    name = "keys",
    description = "The key of the Batch account, for a production that has `batch-key`.",
    mixinStandardHelpOptions = true,
    subcommands = KeysVerb.Rotate.class)
final class KeysVerb {
  /** Makes it anew. */
  @Command(
      name = "rotate",
      description = {
        "Makes the one of the account's two keys anew that is not in the vault, and puts it there.",
        "Whoever works with the other one goes on; the next time it is that one's turn."
      },
      mixinStandardHelpOptions = true)
  static final class Rotate implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Override
    public Integer call() throws IOException {
      BatchKey key = options.batchKey();
      try (OpenFarm open = options.openRunning()) {
        open.journal().append("key-rotating", Map.of("secret", key.secret().value()));
        RotatedKey rotated = key.rotate(open.calls());
        if (rotated.wasCutOff()) {
          output.warn("a rotation before this one was cut off: the key was made anew once more");
        }
        Map<String, String> line = new LinkedHashMap<>();
        line.put("secret", rotated.secret().value());
        line.put("key", rotated.key());
        line.put("ends", rotated.ends().toString());
        open.journal().append("key-rotated", line);
        open.settle(output::warn);
        Map<String, Object> document = new LinkedHashMap<>(line);
        document.put("cutOff", rotated.wasCutOff());
        output.result(
            document,
            "secret "
                + rotated.secret()
                + " is the "
                + rotated.key()
                + " key now, until "
                + rotated.ends());
        return ExitCode.DONE;
      }
    }
  }
}
