package io.github.sealframe.samples;

import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderJournal;
import io.github.sealframe.core.RenderPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

/**
 * What a program on the other side of a pipe, as the Blender add-on, can ask for. A submitted job
 * is followed to its end, and everything that happens to it is told in {@code event} notifications;
 * the last one of a job has the kind {@code finished} or {@code failed}. While nothing is asked and
 * no job is followed, nobody stays signed in for longer than the session's limit.
 */
final class Bridge implements AutoCloseable {
  private static final int FIRST_ERROR_CODE = -32000;
  private static final Duration LIMIT = Duration.ofDays(7);

  private final Session session;
  private final ExecutorService work = Executors.newCachedThreadPool();
  private final List<Follow> following = new CopyOnWriteArrayList<>();
  private Client client;

  Bridge(Session session) {
    this.session = session;
  }

  void connect(Client other) {
    this.client = other;
  }

  /** The other side. */
  interface Client {
    /** Something happened to a job. */
    @JsonNotification("event")
    void event(Map<String, Object> event);
  }

  /**
   * What to render.
   *
   * @param scene path of the saved .blend
   * @param frames a frame expression
   * @param chunk frames in a task at most; 1 when left out
   * @param nodes to render on; 2 when left out
   * @param priority of the job; 0 when left out
   * @param blender the Blender that reads the scene; `blender` when left out
   * @param download folder for verified frames; none are saved when left out
   */
  record Render(
      String scene,
      String frames,
      Integer chunk,
      Integer nodes,
      Integer priority,
      String blender,
      String download) {

    RenderChoice choice() {
      return new RenderChoice(
          Path.of(orElse(scene, "")),
          orElse(frames, ""),
          orElse(chunk, 1),
          orElse(priority, 0),
          orElse(nodes, 2),
          Duration.ofHours(4),
          Optional.empty(),
          orElse(blender, "blender"));
    }

    private static <T> T orElse(T value, T otherwise) {
      return value == null ? otherwise : value;
    }
  }

  /** Plans, and tells what a submission would do. */
  @JsonRequest("plan")
  public CompletableFuture<Map<String, Object>> plan(Render render) {
    return answer(farm -> PlanVerb.document(farm.production().plan(render.choice())));
  }

  /** Submits, answers with the job, and follows it. */
  @JsonRequest("submit")
  public CompletableFuture<Map<String, Object>> submit(Render render) {
    return answer(
        farm -> {
          RenderPlan plan = farm.production().plan(render.choice());
          Jobs.JobState state = farm.submitter(listener(farm, plan)).submit(plan);
          String head = farm.settle(line -> {});
          work.execute(() -> follow(plan, Optional.ofNullable(render.download()).map(Path::of)));
          return SubmitVerb.document(plan, state, head);
        });
  }

  private Consumer<RenderEvent> listener(OpenFarm farm, RenderPlan plan) {
    return new RenderJournal(farm.journal(), plan.record()).andThen(this::tell);
  }

  private void follow(RenderPlan plan, Optional<Path> folder) {
    try {
      Outcome outcome = session.use(farm -> follow(plan, folder, farm));
      Map<String, Object> event = event("finished");
      event.putAll(outcome.document());
      event.put("exit", outcome.exitCode());
      client.event(event);
    } catch (IOException | RuntimeException e) {
      // The boundary of this thread: whatever ended the job's watch is told to the other side.
      Failure failure = Failure.of(e);
      Map<String, Object> event = event("failed");
      event.put("job", plan.job().id().value());
      event.putAll(document(failure));
      client.event(event);
    }
  }

  private Outcome follow(RenderPlan plan, Optional<Path> folder, OpenFarm farm) throws IOException {
    Follow follow = new Follow(farm, listener(farm, plan));
    following.add(follow);
    try {
      return follow.toTheEnd(plan.record(), LIMIT, folder);
    } finally {
      following.remove(follow);
    }
  }

  private CompletableFuture<Map<String, Object>> answer(Session.Use<Map<String, Object>> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return session.use(question);
          } catch (IOException | RuntimeException e) {
            // The boundary to the other side: a refusal becomes an error response.
            throw new CompletionException(refused(Failure.of(e)));
          }
        },
        work);
  }

  private static ResponseErrorException refused(Failure failure) {
    return new ResponseErrorException(
        new ResponseError(
            FIRST_ERROR_CODE - failure.exitCode(),
            String.join("\n", failure.lines()),
            document(failure)));
  }

  private static Map<String, Object> document(Failure failure) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("error", failure.kind());
    document.put("exit", failure.exitCode());
    document.put("messages", failure.lines());
    return document;
  }

  private void tell(RenderEvent event) {
    Map<String, Object> told;
    if (event instanceof RenderEvent.InputStored input) {
      told = event("input");
      told.put("blob", input.blob().toString());
      told.put("bytes", input.bytes());
      told.put("sent", input.sent());
    } else if (event instanceof RenderEvent.Progress progress) {
      told = event("progress");
      told.put("job", progress.job().value());
      told.put("waiting", progress.tasks().waiting());
      told.put("running", progress.tasks().running());
      told.put("succeeded", progress.tasks().succeeded());
      told.put("failed", progress.tasks().failed());
      told.put("nodesReady", progress.nodes().ready());
      told.put("nodesComing", progress.nodes().coming());
    } else if (event instanceof RenderEvent.TaskFailed failed) {
      told = event("task-failed");
      told.put("job", failed.job().value());
      told.put("failed", Outcome.document(failed.task()));
    } else if (event instanceof RenderEvent.HoldPut hold) {
      told = event("hold");
      told.put("hold", HoldVerb.document(hold.hold()));
    } else if (event instanceof RenderEvent.FrameSaved frame) {
      told = event("frame");
      told.put("frame", frame.frame());
      told.put("file", frame.file().toString());
    } else {
      return;
    }
    client.event(told);
  }

  private static Map<String, Object> event(String kind) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("kind", kind);
    return event;
  }

  @Override
  public void close() {
    following.forEach(Follow::stop);
    work.shutdownNow();
  }
}
