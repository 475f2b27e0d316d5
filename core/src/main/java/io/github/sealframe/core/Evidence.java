package io.github.sealframe.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Saves what a node said and what the service says of it, before anything of it is removed. */
final class Evidence {
  private static final int MAX_OUTPUT_BYTES = 1 << 20;
  private static final int MAX_MESSAGE = 500;
  private static final String GONE = "it is not there, or the node cannot be reached";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]+");

  private final Farm farm;
  private final String hold;
  private final List<String> lines = new ArrayList<>();
  private Hold.Cause cause;
  private Optional<Pools.AgentLogs> coming = Optional.empty();

  /**
   * @param hold id of the hold
   * @param cause of it, or what is to be said of another node that is removed with it
   */
  Evidence(Farm farm, String hold, Hold.Cause cause) {
    this.farm = farm;
    this.hold = hold;
    this.cause = cause;
  }

  /**
   * The cause, and what was saved, one line for each piece; what could not be had has a line too.
   *
   * @param cause in the node's own words, where it had some
   */
  record Saved(Hold.Cause cause, List<String> lines) {}

  /** Saves all that there is. */
  Saved save() throws IOException {
    if (cause.node().isPresent()) {
      NodeId node = cause.node().get();
      for (String folder : cause.outputs()) {
        for (String name : List.of("stderr.txt", "stdout.txt")) {
          saveFile(node, folder + "/" + name);
        }
      }
      saveState(node);
      saveLogs(node);
    } else {
      lines.add("none: it is not one node's doing");
    }
    return new Saved(cause, lines);
  }

  /** Whether no logs are still on their way from the node, which has to be there until then. */
  boolean hasLogs() {
    coming = coming.filter(logs -> !logs.areIn(farm.blobs()));
    return coming.isEmpty();
  }

  /** What is saved of a node that goes now. */
  List<String> last() {
    coming.ifPresent(
        logs ->
            lines.add(
                unobtainable(
                    "logs in " + logs.place(), "the node did not send all of them in time")));
    return lines;
  }

  private void saveFile(NodeId node, String path) throws IOException {
    Optional<String> text;
    try {
      text = farm.pools().nodeFile(cause.pool(), node, path, MAX_OUTPUT_BYTES);
    } catch (RemoteRefusal e) {
      lines.add(unobtainable(path + " of node " + node, e));
      return;
    }
    if (text.isEmpty()) {
      lines.add("unobtainable: " + path + " of node " + node + ": " + GONE);
      return;
    }
    keep(node, path, text.get());
    // What a foreign StartTask, or a scene, prints is no explanation.
    if (path.endsWith("/stderr.txt")
        && !cause.kind().taintsPool()
        && cause.kind() != Hold.Kind.TASK_REFUSED) {
      explain(text.get());
    }
  }

  private void saveState(NodeId node) throws IOException {
    try {
      Optional<String> state = farm.pools().nodeState(cause.pool(), node);
      if (state.isPresent()) {
        keep(node, "state.json", state.get());
      } else {
        lines.add("unobtainable: the state of node " + node + ": it is gone");
      }
    } catch (RemoteRefusal e) {
      lines.add(unobtainable("the state of node " + node, e));
    }
  }

  private void saveLogs(NodeId node) {
    try {
      coming = farm.pools().saveAgentLogs(cause.pool(), node);
      lines.add(
          coming
              .map(logs -> logs.place() + " (logs of the agent)")
              .orElse("unobtainable: logs of the agent of node " + node + ": " + GONE));
    } catch (RemoteRefusal e) {
      lines.add(unobtainable("logs of the agent of node " + node, e));
    }
  }

  private void keep(NodeId node, String path, String text) throws IOException {
    BlobRef place = new BlobRef(ContainerRole.EVIDENCE, hold + "/" + node + "/" + path);
    farm.blobs().putIfAbsent(place, Content.of(text));
    lines.add(place.toString());
  }

  private static String unobtainable(String what, RemoteRefusal e) {
    return unobtainable(what, oneLine(e.getMessage()));
  }

  private static String unobtainable(String what, String why) {
    return "unobtainable: " + what + ": " + why;
  }

  /** The verifier's own line says more than the service can: it names the blob or the path. */
  private void explain(String stderr) {
    stderr
        .lines()
        .filter(line -> line.startsWith("sealframe: "))
        .reduce((first, last) -> last)
        .ifPresent(line -> cause = cause.saying(oneLine(line)));
  }

  private static String oneLine(String text) {
    String line = CONTROL.matcher(text).replaceAll(" ");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) : line;
  }
}
