package io.github.sealframe.integrity;

import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.SealedPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node's folders on this machine, and processes as an agent there starts them. */
final class Node {
  private static final String PATH_LINE = "PATH=/usr/sbin:/usr/bin:/sbin:/bin\n";
  final Path root;
  final Path task;
  final Path stderr;

  Node(Path folder) throws IOException {
    root = Files.createDirectories(folder.resolve("node root"));
    task = Files.createDirectories(folder.resolve("node root/startup/wd"));
    stderr = folder.resolve("stderr.txt");
    SampleTree.mode(folder, 0755);
    SampleTree.mode(root, 0755);
  }

  /** The folder of installed packages. */
  Path packages() {
    return root.resolve("sealframe");
  }

  Path installed(SealedPackage sealed) {
    return packages().resolve(sealed.pin().hex());
  }

  /** The folder where a tree can be put as an earlier run would have left it. */
  Path toInstall(SealedPackage sealed) throws IOException {
    Files.createDirectories(packages());
    SampleTree.mode(packages(), 0755);
    return installed(sealed);
  }

  void fetch(GateTask gate) throws IOException {
    for (NodeInput input : gate.inputs()) {
      try (InputStream in = input.content().open()) {
        Files.copy(in, task.resolve(input.fileName()));
      }
    }
  }

  /** Puts another search path into the fetched script. */
  void searchPath(String path) throws IOException {
    Path script = task.resolve(VerifierScript.FILE_NAME);
    String text = Files.readString(script);
    if (!text.contains(PATH_LINE)) {
      throw new IOException("the script sets its PATH in another way now");
    }
    Files.writeString(script, text.replace(PATH_LINE, "PATH=" + path + "\n"));
  }

  Result run(GateTask gate) throws IOException, InterruptedException {
    return run(CommandLine.split(gate.commandLine()), Map.of());
  }

  /** Runs the fetched script itself with {@code shell}, with the arguments that a task gives it. */
  Result run(List<String> shell, GateTask gate, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(shell);
    List<String> text = CommandLine.split(CommandLine.split(gate.commandLine()).get(2));
    command.addAll(text.subList(text.size() - 5, text.size()));
    return run(command, environment);
  }

  /** Runs a check of an installed package as a task does, from the copy beside it. */
  Result sample(List<String> shell, SealedPackage sealed, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(shell);
    String copy = left().stream().filter(name -> name.startsWith("verifier-")).findFirst().get();
    command.addAll(List.of(packages().resolve(copy).toString(), "--sample", sealed.pin().hex()));
    return run(command, environment);
  }

  /** Runs what a task's shell runs before its work. */
  Result again(NodePackageGate packages, SealedPackage sealed)
      throws IOException, InterruptedException {
    String commands = packages.checkAgain(List.of(sealed.pin()));
    return run(List.of("/bin/sh", "-c", commands), Map.of());
  }

  private Result run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(task.toFile());
    builder.environment().put("AZ_BATCH_NODE_ROOT_DIR", root.toString());
    builder.environment().put("AZ_BATCH_NODE_ID", "tvm-1");
    builder.environment().put("AZ_BATCH_POOL_ID", "show");
    builder.environment().putAll(environment);
    builder.redirectError(stderr.toFile());
    builder.redirectOutput(task.resolve("../stdout.txt").normalize().toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the verifier did not end in 60 s");
    }
    String told = new String(Files.readAllBytes(stderr), StandardCharsets.UTF_8);
    return new Result(process.exitValue(), told);
  }

  /** What lies in the folder of packages. */
  List<String> left() throws IOException {
    try (Stream<Path> children = Files.list(packages())) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  /** How a process ended. */
  record Result(int exit, String stderr) {}
}
