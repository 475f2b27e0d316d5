package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job schedule and the jobs that it made. Guarded by the account's lock. */
final class JobSchedule {

  private final String id;
  private final String url;
  private final ObjectNode spec;
  private final Lifecycle<JobScheduleState> state;
  private final List<Job> jobs = new ArrayList<>();
  private Recurrence recurrence;
  private Stamp stamp;
  private Instant lastDue = Instant.MIN;
  private Instant alarm = Instant.MIN;
  private Instant ended;
  private int jobsMade;
  private Optional<String> autoPool = Optional.empty();
  private Runnable onChange = () -> {};

  /**
   * @param spec the schedule as it was asked for, with the defaults filled in
   */
  JobSchedule(String id, String url, ObjectNode spec, Instant now) {
    this.id = id;
    this.url = url;
    this.spec = spec;
    this.state = new Lifecycle<>(JobScheduleState.ACTIVE, now);
    this.stamp = Stamp.created(now);
    this.recurrence = Recurrence.of(spec.withObject("schedule"), now);
  }

  /** Brings a schedule back as {@link #saved} told of it, without its jobs. */
  JobSchedule(ObjectNode saved, String url) {
    this.id = Answer.text(saved, "id");
    this.url = url;
    this.spec = saved.withObject("spec");
    this.state = Lifecycle.read(saved, JobScheduleState.class);
    this.stamp = Stamp.read(saved);
    this.recurrence = Recurrence.of(spec.withObject("schedule"), stamp.created());
    this.lastDue = Body.instant(saved, "lastDue").orElse(Instant.MIN);
    this.ended = Body.instant(saved, "ended").orElse(null);
    this.jobsMade = saved.path("jobsMade").asInt();
    this.autoPool = Body.optional(saved, "autoPool");
  }

  /** All of it that outlives the emulator. */
  ObjectNode saved() {
    ObjectNode json = Answer.object().put("id", id);
    json.set("spec", spec);
    state.writeTo(json);
    stamp.writeTo(json);
    if (jobsMade > 0) {
      json.put("lastDue", Times.wire(lastDue));
    }
    if (ended != null) {
      json.put("ended", Times.wire(ended));
    }
    json.put("jobsMade", jobsMade);
    autoPool.ifPresent(pool -> json.put("autoPool", pool));
    return json;
  }

  /** Calls back now, and whenever what {@link #saved} tells may be another. */
  void onChange(Runnable callback) {
    onChange = callback;
    callback.run();
  }

  /** Whether a job is one of those that it made. */
  boolean isOf(Job job) {
    return Registry.key(job.id()).startsWith(Registry.key(id + ":"));
  }

  String id() {
    return id;
  }

  String url() {
    return url;
  }

  ObjectNode spec() {
    return spec;
  }

  Lifecycle<JobScheduleState> state() {
    return state;
  }

  Stamp stamp() {
    return stamp;
  }

  Recurrence recurrence() {
    return recurrence;
  }

  /** Takes over what was changed in its specification. */
  void changed(Instant now) {
    recurrence = Recurrence.of(spec.withObject("schedule"), stamp.created());
    stamp = stamp.changed(now);
    onChange.run();
  }

  void moved(JobScheduleState next, Instant now) {
    state.to(next, now);
    stamp = stamp.changed(now);
    if (next == JobScheduleState.COMPLETED) {
      ended = now;
    }
    onChange.run();
  }

  /** The id of the next job. */
  String nextJobId() {
    return id + ":job-" + (jobsMade + 1);
  }

  /** Counts a job that it made, and keeps when that was due. */
  void made(Instant due) {
    jobsMade++;
    lastDue = due;
    onChange.run();
  }

  /** The pool that was made for all of its jobs. */
  Optional<String> autoPool() {
    return autoPool;
  }

  void autoPool(String poolId) {
    autoPool = Optional.of(poolId);
    onChange.run();
  }

  /** Its jobs that are there yet. */
  List<Job> jobs() {
    return jobs;
  }

  /** Its job that is not completed, if there is one: there are never two. */
  Optional<Job> activeJob() {
    return jobs.stream().filter(job -> !job.state().is(JobState.COMPLETED)).findFirst();
  }

  /** When a job is due that was not made and still may be. */
  Optional<Instant> due(Instant now) {
    return recurrence
        .due(now)
        .filter(time -> time.isAfter(lastDue) && recurrence.mayStart(time, now));
  }

  /** When it is looked at next; false when that is known already. */
  boolean sets(Instant next) {
    boolean isNew = !next.equals(alarm);
    alarm = next;
    return isNew;
  }

  boolean isSetTo(Instant time) {
    return alarm.equals(time);
  }

  ObjectNode toJson(Instant now) {
    ObjectNode json = spec.deepCopy();
    json.put("id", id);
    json.put("url", url);
    stamp.writeTo(json);
    state.writeTo(json);
    ObjectNode info = json.putObject("executionInfo");
    if (state.is(JobScheduleState.ACTIVE) || state.is(JobScheduleState.DISABLED)) {
      recurrence.next(now).ifPresent(time -> info.put("nextRunTime", Times.wire(time)));
    }
    if (!jobs.isEmpty()) {
      Job recent = jobs.get(jobs.size() - 1);
      info.putObject("recentJob").put("id", recent.id()).put("url", recent.url());
    }
    if (ended != null) {
      info.put("endTime", Times.wire(ended));
    }
    return json;
  }
}
