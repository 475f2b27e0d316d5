package io.github.sealframe.samples;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "sealframe",
    description =
        "Renders Blender scenes on Azure Batch, on nodes that first proved their Blender.",
    mixinStandardHelpOptions = true,
    version = "sealframe 0.1.0",
    subcommands = {
      FramesVerb.class,
      ManifestVerb.class,
      ApproveVerb.class,
      ProductionVerb.class,
      PlanVerb.class,
      SubmitVerb.class,
      StatusVerb.class,
      WaitVerb.class,
      DownloadVerb.class,
      PoolVerb.class,
      NodesVerb.class,
      HoldVerb.class,
      JournalVerb.class,
      TraceVerb.class,
      ContainersVerb.class,
      KeysVerb.class,
      AuditVerb.class,
      WrapVerb.class,
      EmulatorVerb.class,
      BridgeVerb.class,
    })
public final class Sealframe {
  private Sealframe() {}

  /** Runs a verb and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  /**
   * Runs a verb.
   *
   * @return its exit code
   */
  static int run(PrintStream out, PrintStream err, String... args) {
    return new CommandLine(new Sealframe(), new Verbs(out, err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, words) -> Failure.of(e).print(out, err, words))
        .setExecutionExceptionHandler(
            (e, command, words) ->
                Failure.of(e).print(out, err, words.originalArgs().toArray(new String[0])))
        .execute(args);
  }

  /** Gives each verb the streams that it prints to. */
  private record Verbs(PrintStream out, PrintStream err) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type.equals(Output.class)) {
        return type.cast(new Output(out, err));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
