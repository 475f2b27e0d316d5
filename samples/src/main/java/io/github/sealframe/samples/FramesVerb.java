package io.github.sealframe.samples;

import io.github.sealframe.core.FrameSet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the frames, or the chunks, that an expression means. */
@Command(
    name = "frames",
    description = "Prints the frames that an expression means.",
    mixinStandardHelpOptions = true)
final class FramesVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "EXPR", description = "As in 1-24, 1-10x3, 10-1 or -- -5--1.")
  private String expression;

  @Option(names = "--chunk", paramLabel = "N", description = "Print chunks of N frames at most.")
  private Integer chunk;

  @Override
  public Integer call() throws IOException {
    if (chunk != null && chunk < 1) {
      throw new ParameterException(spec.commandLine(), "--chunk " + chunk + " is less than 1");
    }
    FrameSet frames = FrameSet.parse(expression);
    frames.notes().forEach(note -> output.note("note: " + note));
    List<FrameSet> chunks = frames.chunks(chunk == null ? frames.size() : chunk);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("frames", frames.frames().toArray());
    document.put("chunks", chunks.stream().map(set -> set.frames().toArray()).toList());
    document.put("canonical", frames.canonical());
    document.put("notes", frames.notes());
    output.result(
        document, chunks.stream().map(FramesVerb::text).collect(Collectors.joining("\n")));
    return ExitCode.DONE;
  }

  private static String text(FrameSet frames) {
    return frames.frames().mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
