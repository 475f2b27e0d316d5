package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what an emulator kept that ended in whatever way, before anything is answered.
 *
 * <p>Its nodes are gone with it, as if all had been taken out of their pools at once.
 */
final class Restoration {

  private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);
  private static final String ACCOUNT = "account";

  private final Account account;
  private final StateFile file;
  private final ObjectNode settings;
  private final Map<String, NodeName> names = new HashMap<>();

  Restoration(Account account, StateFile file) {
    this.account = account;
    this.file = file;
    byte[] kept = file.take(ACCOUNT).get(0L);
    this.settings = kept == null ? Answer.object() : json(kept);
  }

  /** The key of the account, which is kept with it unless it is given at each start. */
  Optional<String> key() {
    return Body.optional(settings, "key");
  }

  /**
   * Reads all of it, ends and removes what nodes left, and keeps what the next emulator has to
   * know.
   *
   * @param root folder of the nodes from now on
   * @param key of the account, if it is to be kept
   * @throws IOException when the nodes cannot be removed
   */
  void read(Path root, Optional<String> key) throws IOException {
    for (Map.Entry<Long, byte[]> entry : file.take(Account.KEPT_POOLS).entrySet()) {
      ObjectNode saved = json(entry.getValue());
      account.restore(
          new Pool(saved, account.url() + "/pools/" + id(saved), account.now()), entry.getKey());
    }
    for (Map.Entry<Long, byte[]> entry : file.take(Account.KEPT_JOBS).entrySet()) {
      ObjectNode saved = json(entry.getValue());
      Job job = new Job(saved, account.url() + "/jobs/" + id(saved));
      account.restore(job, entry.getKey());
      readTasks(job, entry.getKey());
    }
    for (Map.Entry<Long, byte[]> entry : file.take(Account.KEPT_SCHEDULES).entrySet()) {
      ObjectNode saved = json(entry.getValue());
      account.restore(
          new JobSchedule(saved, account.url() + "/jobschedules/" + id(saved)), entry.getKey());
    }
    Optional<String> before = Body.optional(settings, "nodes");
    if (before.isPresent()) {
      removeNodes(Path.of(before.get()));
    }
    settings.put("nodes", root.toString());
    key.ifPresent(secret -> settings.put("key", secret));
    file.hand(List.of(new StateLog.Change(ACCOUNT, 0, Optional.of(Changes.bytes(settings)))));
  }

  private void readTasks(Job job, long place) {
    NavigableMap<Long, byte[]> bodies = file.take(KeptTasks.bodies(place));
    for (Map.Entry<Long, byte[]> entry : file.take(KeptTasks.progress(place)).entrySet()) {
      byte[] packed = bodies.remove(entry.getKey());
      job.restore(new Task(job, json(entry.getValue()), packed, this::name), entry.getKey());
    }
  }

  private NodeName name(String poolId, String nodeId) {
    return names.computeIfAbsent(
        poolId + "/" + nodeId,
        unused ->
            new NodeName(poolId, nodeId, account.url() + "/pools/" + poolId + "/nodes/" + nodeId));
  }

  /** The processes were ended by their warden, but for those that had left their group. */
  private void removeNodes(Path root) throws IOException {
    for (Pool pool : account.pools().all()) {
      Path folder = root.resolve(pool.id());
      if (Files.isDirectory(folder)) {
        StrayProcesses.endAllOf(folder);
        try (DirectoryStream<Path> nodes =
            Files.newDirectoryStream(folder, NodeFolders.NAME_PREFIX + "*")) {
          for (Path node : nodes) {
            FileTree.delete(node);
          }
        }
        deleteIfEmpty(folder);
      }
    }
    if (root.getFileName().toString().startsWith(Engine.OWN_ROOT_PREFIX)) {
      deleteIfEmpty(root);
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      LOG.debug("{} holds something else", folder, e);
    }
  }

  /** Goes on with all of it; under the lock. */
  void resume(
      Fleet fleet,
      AutoScaler scaler,
      Dispatcher dispatcher,
      AutoPools autoPools,
      ScheduleControl schedules) {
    List<Job> jobs = List.copyOf(account.jobs().all());
    jobs.forEach(autoPools::resume);
    account.schedules().all().forEach(schedules::adopt);
    jobs.forEach(dispatcher::resume);
    jobs.forEach(dispatcher.jobs()::endInTime);
    for (Pool pool : List.copyOf(account.pools().all())) {
      if (pool.state().is(PoolState.DELETING)) {
        fleet.delete(pool);
      } else {
        fleet.allocate(pool, Optional.empty());
        scaler.resume(pool);
      }
    }
    List.copyOf(account.schedules().all()).forEach(schedules::resume);
  }

  private static String id(ObjectNode saved) {
    return Answer.text(saved, "id");
  }

  private static ObjectNode json(byte[] bytes) {
    try {
      return (ObjectNode) Body.MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("It was written as JSON, and its checksum is right", e);
    }
  }
}
