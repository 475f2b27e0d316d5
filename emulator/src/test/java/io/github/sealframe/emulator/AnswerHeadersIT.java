package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Each answer has the headers that Microsoft's previous client has a place for, as far as the
 * resource has them.
 */
class AnswerHeadersIT {

  private static final String MODELS = "com.microsoft.azure.batch.protocol.models.";

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void ofPools() throws Exception {
    String pool = "{`id`:`p`,`vmSize`:`v`,`targetDedicatedNodes`:1}";
    BatchWire.Reply added = check("PoolAdd", "POST", "/pools", pool, 201);
    assertThat(added.headers())
        .containsEntry("Location", emulator.endpoint() + "/pools/p")
        .containsEntry("DataServiceId", emulator.endpoint() + "/pools/p");
    wire.awaitNodes("p", 1, "idle");
    check("PoolGet", "GET", "/pools/p", "", 200);
    check("PoolExists", "HEAD", "/pools/p", "", 200);
    check("PoolPatch", "PATCH", "/pools/p", "{`metadata`:[]}", 200);
    check(
        "PoolUpdateProperties",
        "POST",
        "/pools/p/updateproperties",
        "{`metadata`:[],`certificateReferences`:[],`applicationPackageReferences`:[]}",
        204);
    check("PoolResize", "POST", "/pools/p/resize", "{`targetDedicatedNodes`:0}", 202);
    steady();
    String scale = "{`autoScaleFormula`:`$TargetDedicatedNodes=0;`}";
    check("PoolEnableAutoScale", "POST", "/pools/p/enableautoscale", scale, 200);
    check("PoolEvaluateAutoScale", "POST", "/pools/p/evaluateautoscale", scale, 200);
    steady();
    check("PoolDisableAutoScale", "POST", "/pools/p/disableautoscale", "", 200);
    check("PoolDelete", "DELETE", "/pools/p", "", 202);
  }

  private void steady() {
    wire.await("/pools/p", pool -> pool.path("allocationState").asText().equals("steady"));
  }

  @Test
  void ofNodes() throws Exception {
    wire.addPool("p", 1, "");
    String id = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    String node = "/pools/p/nodes/" + id;
    check("ComputeNodeGet", "GET", node, "", 200);
    check("ComputeNodeDisableScheduling", "POST", node + "/disablescheduling", "", 200);
    check("ComputeNodeEnableScheduling", "POST", node + "/enablescheduling", "", 200);
    check("ComputeNodeReboot", "POST", node + "/reboot", "", 202);
    wire.awaitNodes("p", 1, "idle");
    check("ComputeNodeReimage", "POST", node + "/reimage", "", 202);
    wire.awaitNodes("p", 1, "idle");
    check("ComputeNodeDeallocate", "POST", node + "/deallocate", "", 202);
    wire.awaitNodes("p", 1, "deallocated");
    check("ComputeNodeStart", "POST", node + "/start", "", 202);
    wire.awaitNodes("p", 1, "idle");
    check("PoolRemoveNodes", "POST", "/pools/p/removenodes", "{`nodeList`:[`" + id + "`]}", 202);
  }

  @Test
  void ofJobsTasksAndFiles() throws Exception {
    wire.addPool("p", 1, "");
    check("JobAdd", "POST", "/jobs", "{`id`:`j`,`poolInfo`:{`poolId`:`p`}}", 201);
    check("JobGet", "GET", "/jobs/j", "", 200);
    check("JobPatch", "PATCH", "/jobs/j", "{`priority`:1}", 200);
    check("JobUpdate", "PUT", "/jobs/j", "{`poolInfo`:{`poolId`:`p`}}", 200);
    String task = "{`id`:`t`,`commandLine`:`/bin/false`}";
    BatchWire.Reply added = check("TaskAdd", "POST", "/jobs/j/tasks", task, 201);
    assertThat(added.headers()).containsEntry("Location", emulator.endpoint() + "/jobs/j/tasks/t");
    wire.awaitTask("j", "t", "completed");
    check("TaskGet", "GET", "/jobs/j/tasks/t", "", 200);
    check("FileGetFromTask", "GET", "/jobs/j/tasks/t/files/stdout.txt", "", 200);
    check("FileGetPropertiesFromTask", "HEAD", "/jobs/j/tasks/t/files/stdout.txt", "", 200);
    check("TaskReactivate", "POST", "/jobs/j/tasks/t/reactivate", "", 204);
    wire.awaitTask("j", "t", "completed");
    wire.addTask("j", "u", "exec sleep 300", "");
    check("TaskUpdate", "PUT", "/jobs/j/tasks/u", "{}", 200);
    check("TaskTerminate", "POST", "/jobs/j/tasks/u/terminate", "", 204);
    check("TaskDelete", "DELETE", "/jobs/j/tasks/t", "", 200);
    check("JobDisable", "POST", "/jobs/j/disable", "{`disableTasks`:`requeue`}", 202);
    wire.awaitJob("j", "disabled");
    check("JobEnable", "POST", "/jobs/j/enable", "", 202);
    check("JobTerminate", "POST", "/jobs/j/terminate", "", 202);
    check("JobDelete", "DELETE", "/jobs/j", "", 202);
  }

  @Test
  void ofSchedules() throws Exception {
    String jobs = "`jobSpecification`:{`poolInfo`:{`poolId`:`p`}}";
    String body = "`schedule`:{`recurrenceInterval`:`PT1H`}," + jobs;
    check("JobScheduleAdd", "POST", "/jobschedules", "{`id`:`s`," + body + "}", 201);
    check("JobScheduleGet", "GET", "/jobschedules/s", "", 200);
    check("JobScheduleExists", "HEAD", "/jobschedules/s", "", 200);
    check("JobSchedulePatch", "PATCH", "/jobschedules/s", "{" + jobs + "}", 200);
    check("JobScheduleUpdate", "PUT", "/jobschedules/s", "{" + body + "}", 200);
    check("JobScheduleDisable", "POST", "/jobschedules/s/disable", "", 204);
    check("JobScheduleEnable", "POST", "/jobschedules/s/enable", "", 204);
    check("JobScheduleTerminate", "POST", "/jobschedules/s/terminate", "", 202);
    check("JobScheduleDelete", "DELETE", "/jobschedules/s", "", 202);
  }

  private BatchWire.Reply check(
      String operation, String method, String path, String body, int status) throws Exception {
    BatchWire.Reply reply =
        wire.send(method, path, body.replace('`', '"'), Map.of("client-request-id", "c"))
            .expect(status);
    assertThat(UUID.fromString(reply.headers().get("request-id"))).isNotNull();
    assertThat(reply.headers()).containsKeys("DataServiceVersion", "x-sealframe-emulator");
    assertThat(reply.headers()).as(operation).containsKeys(expected(operation));
    return reply;
  }

  private static String[] expected(String operation) throws ClassNotFoundException {
    // Nodes have neither tag nor time of change; a request asks for its own id by another header.
    Set<String> never =
        operation.startsWith("ComputeNode")
            ? Set.of("client-request-id", "ETag", "Last-Modified")
            : Set.of("client-request-id");
    List<String> names = new ArrayList<>();
    for (Field field : Class.forName(MODELS + operation + "Headers").getDeclaredFields()) {
      String name = field.getAnnotation(JsonProperty.class).value();
      if (!never.contains(name)) {
        names.add(name);
      }
    }
    return names.toArray(String[]::new);
  }
}
