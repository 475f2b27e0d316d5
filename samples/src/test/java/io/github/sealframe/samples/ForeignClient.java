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

  /**
   * Creates a pool.
   *
   * @param pool as in the REST API, here and below
   */
  void createPool(JsonNode pool) throws IOException;

  JsonNode pool(String pool) throws IOException;

  List<String> pools() throws IOException;

  void resizePool(String pool, int nodes) throws IOException;

  void labelPool(String pool, String name, String value) throws IOException;

  void deletePool(String pool) throws IOException;

  void createJob(JsonNode job) throws IOException;

  JsonNode job(String job) throws IOException;

  void disableJob(String job) throws IOException;

  void enableJob(String job) throws IOException;

  /** Changes the priority of a job, if it still has this ETag. */
  void prioritizeJob(String job, int priority, String etag) throws IOException;

  void terminateJob(String job, String reason) throws IOException;

  void deleteJob(String job) throws IOException;

  void addTasks(String job, List<JsonNode> tasks) throws IOException;

  List<String> tasks(String job) throws IOException;

  List<String> taskFiles(String job, String task) throws IOException;

  /** The bytes {@code first} to {@code last} of a file, both counted. */
  String taskFile(String job, String task, String file, int first, int last) throws IOException;

  void deleteTaskFile(String job, String task, String file) throws IOException;

  List<String> nodes(String pool) throws IOException;

  List<String> nodeFiles(String pool, String node) throws IOException;

  void disableScheduling(String pool, String node) throws IOException;

  void enableScheduling(String pool, String node) throws IOException;

  void reboot(String pool, String node) throws IOException;

  void reimage(String pool, String node) throws IOException;

  void removeNode(String pool, String node) throws IOException;

  @Override
  void close();
}
