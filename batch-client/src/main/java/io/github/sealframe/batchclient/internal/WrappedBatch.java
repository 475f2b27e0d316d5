package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchJob;
import io.github.sealframe.batchclient.models.BatchJobState;
import io.github.sealframe.batchclient.models.BatchJobTerminateParameters;
import io.github.sealframe.batchclient.models.BatchPoolState;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ServiceAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a production has in a Batch account, to be taken away. Thread-safe. */
final class WrappedBatch {
  private static final Set<BatchJobState> ON_THE_WAY =
      Set.of(BatchJobState.TERMINATING, BatchJobState.DELETING);

  private final ProductionCode production;
  private final BatchClient client;

  WrappedBatch(ProductionCode production, BatchClient client) {
    this.production = production;
    this.client = client;
  }

  /** Jobs that have not ended; taking one away ends it. */
  Belongings work() {
    return new Belongings() {
      @Override
      public String kind() {
        return "running jobs";
      }

      @Override
      public List<Belonging> list() {
        return belongings(
            listed(
                    client
                        .jobs()
                        .listJobs(BatchQuery.ALL.select("id,state,metadata"))
                        .filter(job -> !BatchJobState.COMPLETED.equals(job.state())))
                .filter(job -> new Label(production).isOn(job.metadata())));
      }

      @Override
      public Optional<String> remove(Belonging one) {
        Expected.decline(
            answer -> answer.isConflict() || answer.isNotFound(),
            () ->
                client.jobs().terminateJob(one.name(), new BatchJobTerminateParameters("wrapped")));
        return Optional.empty();
      }
    };
  }

  /** Jobs, with all of their tasks. */
  Belongings jobs() {
    return new Belongings() {
      @Override
      public String kind() {
        return "jobs";
      }

      @Override
      public List<Belonging> list() {
        return belongings(
            listed(client.jobs().listJobs(BatchQuery.ALL.select("id,state,metadata"))));
      }

      @Override
      public Optional<String> remove(Belonging one) {
        Expected.decline(ServiceAnswer::isNotFound, () -> client.jobs().deleteJob(one.name()));
        return Optional.empty();
      }
    };
  }

  private static Stream<Labelled> listed(Stream<BatchJob> jobs) {
    return jobs.map(
        job ->
            new Labelled(
                Json.required(job.id(), "a job"),
                job.metadata(),
                job.state() != null && ON_THE_WAY.contains(job.state())));
  }

  /** Pools, with all of their nodes. */
  Belongings pools() {
    return new Belongings() {
      @Override
      public String kind() {
        return "pools";
      }

      @Override
      public List<Belonging> list() {
        List<Belonging> pools =
            belongings(
                client
                    .pools()
                    .listPools(BatchQuery.ALL.select("id,state,metadata"))
                    .map(
                        pool ->
                            new Labelled(
                                Json.required(pool.id(), "a pool"),
                                pool.metadata(),
                                BatchPoolState.DELETING.equals(pool.state()))));
        Map<String, Long> others = othersWork();
        return pools.stream().map(pool -> unlessInUse(pool, others)).toList();
      }

      @Override
      public Optional<String> remove(Belonging one) {
        Expected.decline(ServiceAnswer::isNotFound, () -> client.pools().deletePool(one.name()));
        return Optional.empty();
      }
    };
  }

  /** How many jobs that are not the production's are to run in each pool, which ends with it. */
  private Map<String, Long> othersWork() {
    return client
        .jobs()
        .listJobs(BatchQuery.ALL.select("id,state,metadata,poolInfo"))
        .filter(job -> !BatchJobState.COMPLETED.equals(job.state()))
        .filter(job -> !new Label(production).isOn(job.metadata()))
        .filter(job -> job.poolInfo() != null && job.poolInfo().poolId() != null)
        .collect(Collectors.groupingBy(job -> job.poolInfo().poolId(), Collectors.counting()));
  }

  private static Belonging unlessInUse(Belonging pool, Map<String, Long> others) {
    Long jobs = others.get(pool.name());
    return jobs == null || pool.standing() != Standing.OWN
        ? pool
        : new Belonging(
            pool.name(),
            Standing.IN_USE,
            "jobs without the label of this production are to run in it: " + jobs);
  }

  private List<Belonging> belongings(Stream<Labelled> all) {
    return Labelled.belongings(production, all);
  }
}
