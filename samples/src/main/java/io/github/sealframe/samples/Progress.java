package io.github.sealframe.samples;

import io.github.sealframe.core.RenderEvent;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Tells a person how far a render is: one line that is written over on a terminal, lines elsewhere.
 */
final class Progress implements Consumer<RenderEvent> {
  private static final int BAR = 24;

  private final PrintStream err;
  private final boolean quiet;
  private final boolean terminal;
  private boolean open;

  Progress(PrintStream err, boolean quiet, boolean terminal) {
    this.err = err;
    this.quiet = quiet;
    this.terminal = terminal;
  }

  @Override
  public synchronized void accept(RenderEvent event) {
    if (quiet) {
      return;
    }
    if (event instanceof RenderEvent.InputStored input) {
      line((input.sent() ? "sent " : "is there ") + input.blob() + ", " + mebibytes(input.bytes()));
    } else if (event instanceof RenderEvent.PoolReady pool) {
      line("pool " + pool.pool() + (pool.created() ? " created" : " is there"));
    } else if (event instanceof RenderEvent.TasksAdded tasks) {
      line("job " + tasks.job() + ": " + tasks.added() + " of " + tasks.planned() + " tasks added");
    } else if (event instanceof RenderEvent.Progress progress) {
      show(progress);
    } else if (event instanceof RenderEvent.TaskFailed failed) {
      line("task " + failed.task().task() + " failed: " + failed.task().why());
    } else if (event instanceof RenderEvent.HoldPut hold) {
      line("hold: " + hold.hold().cause().describe());
    }
  }

  private void show(RenderEvent.Progress progress) {
    int total = Math.max(1, progress.tasks().total());
    int done = progress.tasks().succeeded() + progress.tasks().failed();
    String bar = "#".repeat(BAR * done / total) + ".".repeat(BAR - BAR * done / total);
    String text =
        String.format(
            Locale.ROOT,
            "[%s] %d/%d tasks, %d running, %d failed, %d nodes ready, %d coming",
            bar,
            done,
            progress.tasks().total(),
            progress.tasks().running(),
            progress.tasks().failed(),
            progress.nodes().ready(),
            progress.nodes().coming());
    if (terminal) {
      err.print("\r\u001b[K" + text);
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  /** Ends the line that is being written over. */
  synchronized void end() {
    if (open) {
      err.println();
      open = false;
    }
  }

  private void line(String text) {
    end();
    err.println(text);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
