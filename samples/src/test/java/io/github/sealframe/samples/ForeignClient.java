package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** What a client of others is asked to do; ids come back in the order of the service. */
interface ForeignClient extends AutoCloseable {

  /** The service said no, and the client shows its code. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    Refused(String code) {
      super(code);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** What can be listed: jobs, pools, tasks of a job, nodes of a pool. */
  enum Listed {
    POOL,
    JOB,
    TASK,
    NODE
  }

  /**
   * What of a list is asked for.
   *
   * @param filter empty for none
   * @param select empty for all properties
   */
  record Query(String filter, String select) {
    static final Query ALL = new Query("", "");
  }

  /**
   * Lists all that there is, over as many pages as it takes.
   *
   * @param in the job or pool; empty for what is in none
   */
  List<JsonNode> list(Listed what, String in, Query query) throws IOException;

  /**
   * Creates a pool.
   *
   * @param pool as in the REST API, here and below
   */
  void createPool(JsonNode pool) throws IOException;

  JsonNode pool(String pool) throws IOException;

  void resizePool(String pool, int nodes) throws IOException;

  void labelPool(String pool, String name, String value) throws IOException;

  void deletePool(String pool) throws IOException;

  void createJob(JsonNode job) throws IOException;

  JsonNode job(String job) throws IOException;

  void disableJob(String job) throws IOException;

  void enableJob(String job) throws IOException;

  /**
   * Changes the priority of a job on a condition.
   *
   * @param header such as {@code If-Match}
   * @param value an ETag, or an instant for the two headers that end in {@code Since}
   */
  void prioritizeJob(String job, int priority, String header, String value) throws IOException;

  void terminateJob(String job, String reason) throws IOException;

  void deleteJob(String job) throws IOException;

  void addTasks(String job, List<JsonNode> tasks) throws IOException;

  List<String> taskFiles(String job, String task) throws IOException;

  /** The bytes {@code first} to {@code last} of a file, both counted. */
  String taskFile(String job, String task, String file, int first, int last) throws IOException;

  void deleteTaskFile(String job, String task, String file) throws IOException;

  List<String> nodeFiles(String pool, String node) throws IOException;

  String nodeFile(String pool, String node, String file) throws IOException;

  /** Has the node's log written to a container; gives the folder and the number of files. */
  JsonNode uploadLog(String pool, String node, String container, String since) throws IOException;

  /** How the preparation and release tasks of a job are doing on each node. */
  List<JsonNode> preparations(String job) throws IOException;

  void createSchedule(JsonNode schedule) throws IOException;

  JsonNode schedule(String schedule) throws IOException;

  void disableSchedule(String schedule) throws IOException;

  void enableSchedule(String schedule) throws IOException;

  void terminateSchedule(String schedule) throws IOException;

  void deleteSchedule(String schedule) throws IOException;

  void disableScheduling(String pool, String node) throws IOException;

  void enableScheduling(String pool, String node) throws IOException;

  void reboot(String pool, String node) throws IOException;

  void reimage(String pool, String node) throws IOException;

  void removeNode(String pool, String node) throws IOException;

  /**
   * The ids of what {@link #list} lists, in pages of so many at most.
   *
   * @throws UnsupportedOperationException when the client cannot ask for that
   */
  List<String> listByPages(Listed what, String in, int most) throws IOException;

  @Override
  void close();
}
