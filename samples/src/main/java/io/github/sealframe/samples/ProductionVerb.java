package io.github.sealframe.samples;

import io.github.sealframe.core.ProductionCode;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a new production begins with. */
@Command(
    name = "production",
    description = "What a new production begins with.",
    subcommands = {ProductionVerb.Code.class},
    mixinStandardHelpOptions = true)
final class ProductionVerb {
  /** Makes a code. */
  @Command(
      name = "code",
      description = "Prints a new random code that stands for a production's title.",
      mixinStandardHelpOptions = true)
  static final class Code implements Callable<Integer> {
    @Mixin private Output output;

    @Override
    public Integer call() throws IOException {
      String code = ProductionCode.random(new SecureRandom()).value();
      output.result(Map.of("code", code), code);
      return ExitCode.DONE;
    }
  }
}
