package io.github.sealframe.samples;

import io.github.sealframe.batchclient.models.BatchJob;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.PlannedPools;
import io.github.sealframe.core.PoolId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at pools and jobs of the Batch account: whose they are, their names, and their plans. */
final class AccountChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(
              AccountChecks::owners,
              "batch-pool-per-production",
              "wf-batch-pool-boundary",
              "wf-hybrid-time-space-isolation"),
          AuditCheck.one(
              AccountChecks::jobs, "batch-pool-per-production", "wf-batch-pool-boundary"),
          AuditCheck.one(AccountChecks::names, "batch-url-obfuscated"),
          AuditCheck.of(
              AccountChecks::drift,
              "portal-consistent-deploy",
              "wf-prman-automation",
              "wf-avere-check-config",
              "package-integrity-starttask"));

  private AccountChecks() {}

  private static Observation owners(AuditSubject subject) {
    String what = "pools of the Batch account";
    int others = subject.allPools().size() - subject.pools().size();
    return subject.judged(
        others == 0,
        what,
        subject.pools().size() + " of the production, others: " + others,
        "give the production a Batch account of its own");
  }

  private static Observation jobs(AuditSubject subject) {
    List<String> pools = subject.pools().stream().map(BatchPool::id).toList();
    List<String> wrong = new ArrayList<>();
    int own = 0;
    for (BatchJob job : subject.allJobs()) {
      String pool = job.poolInfo() == null ? null : job.poolInfo().poolId();
      boolean isOwn = subject.isOwn(job.metadata());
      own += isOwn ? 1 : 0;
      boolean onOwn = pools.contains(pool);
      // A pool that is gone can have no task: the job of the one that was there may stay.
      boolean elsewhere =
          isOwn && !onOwn && subject.allPools().stream().anyMatch(live -> live.id().equals(pool));
      if (elsewhere || (!isOwn && onOwn)) {
        wrong.add(subject.shown(job.id()));
      }
    }
    return subject.judged(
        wrong.isEmpty(),
        "jobs of the Batch account",
        wrong.isEmpty()
            ? own + " of the production, none of another one on its pools"
            : "on a pool of another production: " + String.join(", ", wrong),
        "find out who made these jobs");
  }

  private static Observation names(AuditSubject subject) {
    long words =
        Stream.concat(
                subject.pools().stream()
                    .flatMap(
                        pool -> Stream.of(pool.id(), pool.displayName(), texts(pool.metadata()))),
                subject.allJobs().stream()
                    .filter(job -> subject.isOwn(job.metadata()))
                    .flatMap(job -> Stream.of(job.id(), job.displayName(), texts(job.metadata()))))
            .filter(Objects::nonNull)
            .filter(subject::hasWord)
            .count();
    return subject.judged(
        words == 0,
        "names of live pools and jobs",
        words == 0
            ? "no word of `deny-list` stands in one"
            : "a word of `deny-list` stands in so many: " + words,
        "remove what has the name, and submit again");
  }

  private static String texts(List<?> items) {
    return items == null ? null : items.toString();
  }

  /** The plan of any job that ran there will do: a pool's id follows from what it is to be. */
  private static List<Observation> drift(AuditSubject subject) {
    String what = "pools, compared with their plans";
    List<Observation> seen = new ArrayList<>();
    for (BatchPool pool : subject.pools()) {
      seen.add(
          plannedDrift(subject, pool.id())
              .map(
                  drift ->
                      subject.judged(
                          drift.isEmpty(),
                          what,
                          subject.shown(pool.id())
                              + (drift.isEmpty() ? ": as planned" : ": " + fields(drift)),
                          "find out who changed the pool; the next watch holds the production"))
              .orElseGet(
                  () ->
                      subject.unseen(
                          what,
                          subject.shown(pool.id()) + ": no job that ran there is left",
                          "submit to it, or delete it")));
    }
    return seen.isEmpty()
        ? List.of(subject.unseen(what, "there is no pool now", "audit while there is one"))
        : seen;
  }

  private static Optional<List<Drift>> plannedDrift(AuditSubject subject, String pool) {
    for (BatchJob job : subject.allJobs()) {
      if (subject.isOwn(job.metadata())
          && job.poolInfo() != null
          && pool.equals(job.poolInfo().poolId())) {
        try {
          Optional<List<Drift>> drift =
              PlannedPools.drift(subject.services().farm(), new PoolId(pool), new JobId(job.id()));
          if (drift.isPresent()) {
            return drift;
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (ConfigurationRefusal e) {
          // Its plan is gone: another job's may be there.
        }
      }
    }
    return Optional.empty();
  }

  /** Values may hold anything that somebody wrote there. */
  private static String fields(List<Drift> drift) {
    return drift.stream().map(Drift::field).distinct().collect(Collectors.joining(", "));
  }
}
