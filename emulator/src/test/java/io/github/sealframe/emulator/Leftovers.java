package io.github.sealframe.emulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an emulator could leave behind: threads and listening ports of this JVM, and processes that
 * know a folder.
 */
record Leftovers(Set<String> threads, Set<String> ports, Set<String> processes) {

  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";

  /**
   * Looks round.
   *
   * @param mark a path that names the processes in question, by their environment, command line,
   *     working directory or program
   */
  static Leftovers now(String mark) throws IOException {
    return new Leftovers(threadsOfNow(), portsOfNow(), processesThatKnow(mark));
  }

  /** What is there now and was not before. */
  Leftovers since(Leftovers before) {
    return new Leftovers(
        without(threads, before.threads),
        without(ports, before.ports),
        without(processes, before.processes));
  }

  boolean isEmpty() {
    return threads.isEmpty() && ports.isEmpty() && processes.isEmpty();
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /**
   * But for those in which the JVM waits for its processes, and those of an HTTP client that wait
   * for work: they are kept for a minute.
   */
  private static Set<String> threadsOfNow() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().matches("process reaper|HttpClient-.*-Worker-.*"))
        .map(thread -> thread.getName() + " (" + thread.getId() + ")")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Local addresses of listening sockets, in the kernel's hexadecimal. */
  private static Set<String> portsOfNow() throws IOException {
    Set<String> own = new TreeSet<>();
    try (Stream<Path> open = Files.list(PROC.resolve("self/fd"))) {
      open.map(Leftovers::target).forEach(own::add);
    }
    Set<String> ports = new TreeSet<>();
    for (String table : new String[] {"self/net/tcp", "self/net/tcp6"}) {
      for (String line : Files.readAllLines(PROC.resolve(table))) {
        String[] words = line.trim().split("\\s+", -1);
        if (words[3].equals(LISTENING) && own.contains("socket:[" + words[9] + "]")) {
          ports.add(words[1]);
        }
      }
    }
    return ports;
  }

  private static Set<String> processesThatKnow(String mark) throws IOException {
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(process -> !process.endsWith(Long.toString(ProcessHandle.current().pid())))
          .filter(
              process ->
                  (text(process.resolve("environ"))
                          + text(process.resolve("cmdline"))
                          + target(process.resolve("cwd"))
                          + target(process.resolve("exe")))
                      .contains(mark))
          .map(process -> process + " " + text(process.resolve("cmdline")).replace('\0', ' '))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // The process has ended.
      return "";
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
