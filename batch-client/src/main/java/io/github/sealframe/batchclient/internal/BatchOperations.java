package io.github.sealframe.batchclient.internal;

import com.azure.core.annotation.BodyParam;
import com.azure.core.annotation.ExpectedResponses;
import com.azure.core.annotation.Get;
import com.azure.core.annotation.HeaderParam;
import com.azure.core.annotation.Headers;
import com.azure.core.annotation.Host;
import com.azure.core.annotation.HostParam;
import com.azure.core.annotation.Patch;
import com.azure.core.annotation.PathParam;
import com.azure.core.annotation.Post;
import com.azure.core.annotation.QueryParam;
import com.azure.core.annotation.ServiceInterface;
import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;

/**
 * The operations of the Batch REST API, version {@value #API_VERSION}, that this module makes. Each
 * names the operation that it is; names and bodies are those of Microsoft's own client, {@code
 * azure-compute-batch}. Any status but the expected one is an {@link
 * com.azure.core.exception.HttpResponseException}.
 */
@Host("{endpoint}")
@ServiceInterface(name = "Batch")
interface BatchOperations {
  String API_VERSION = "2024-07-01.20.0";
  String JSON = "application/json; odata=minimalmetadata; charset=utf-8";
  String ACCEPT = "Accept: application/json;odata=minimalmetadata";

  /** {@code Pool_Add}: {@code POST /pools}. */
  @Headers(ACCEPT)
  @Post("/pools")
  @ExpectedResponses(201)
  Response<Void> createPool(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @BodyParam(JSON) BatchPoolCreateParameters pool,
      Context context);

  /** {@code Pool_Get}: {@code GET /pools/P}, as a tree, so that nothing in it is overlooked. */
  @Headers(ACCEPT)
  @Get("/pools/{pool}")
  @ExpectedResponses(200)
  Response<JsonNode> getPool(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("pool") String pool,
      Context context);

  /** {@code Pool_Resize}: {@code POST /pools/P/resize}. */
  @Headers(ACCEPT)
  @Post("/pools/{pool}/resize")
  @ExpectedResponses(202)
  Response<Void> resizePool(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("pool") String pool,
      @BodyParam(JSON) BatchPoolResizeParameters size,
      Context context);

  /** {@code Pool_StopResize}: {@code POST /pools/P/stopresize}. */
  @Headers(ACCEPT)
  @Post("/pools/{pool}/stopresize")
  @ExpectedResponses(202)
  Response<Void> stopPoolResize(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("pool") String pool,
      Context context);

  /** {@code Pool_RemoveNodes}: {@code POST /pools/P/removenodes}, at most 100 nodes. */
  @Headers(ACCEPT)
  @Post("/pools/{pool}/removenodes")
  @ExpectedResponses(202)
  Response<Void> removeNodes(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("pool") String pool,
      @BodyParam(JSON) BatchNodeRemoveParameters nodes,
      Context context);

  /** {@code Account_ListPoolNodeCounts}: {@code GET /nodecounts}. */
  @Headers(ACCEPT)
  @Get("/nodecounts")
  @ExpectedResponses(200)
  Response<BatchList<BatchPoolNodeCounts>> listPoolNodeCounts(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @QueryParam("$filter") String filter,
      Context context);

  /** {@code ComputeNode_List}: {@code GET /pools/P/nodes}. */
  @Headers(ACCEPT)
  @Get("/pools/{pool}/nodes")
  @ExpectedResponses(200)
  Response<BatchList<BatchNode>> listNodes(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("pool") String pool,
      @QueryParam("$filter") String filter,
      @QueryParam("$select") String select,
      Context context);

  /** The next page of {@code ComputeNode_List}. */
  @Headers(ACCEPT)
  @Get("{link}")
  @ExpectedResponses(200)
  Response<BatchList<BatchNode>> listNodesNext(
      @PathParam(value = "link", encoded = true) String link, Context context);

  /** {@code File_GetFromComputeNode}: {@code GET /pools/P/nodes/N/files/PATH}. */
  @Headers("Accept: application/octet-stream")
  @Get("/pools/{pool}/nodes/{node}/files/{path}")
  @ExpectedResponses({200, 206})
  Response<InputStream> getNodeFile(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("pool") String pool,
      @PathParam("node") String node,
      @PathParam(value = "path", encoded = true) String path,
      @HeaderParam("ocp-range") String range,
      Context context);

  /** {@code Job_Add}: {@code POST /jobs}. */
  @Headers(ACCEPT)
  @Post("/jobs")
  @ExpectedResponses(201)
  Response<Void> createJob(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @BodyParam(JSON) BatchJobCreateParameters job,
      Context context);

  /** {@code Job_Get}: {@code GET /jobs/J}, as a tree, so that nothing in it is overlooked. */
  @Headers(ACCEPT)
  @Get("/jobs/{job}")
  @ExpectedResponses(200)
  Response<JsonNode> getJob(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      Context context);

  /** {@code Job_Patch}: {@code PATCH /jobs/J}. */
  @Headers(ACCEPT)
  @Patch("/jobs/{job}")
  @ExpectedResponses(200)
  Response<Void> updateJob(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      @BodyParam(JSON) BatchJobUpdateParameters change,
      Context context);

  /** {@code Job_Disable}: {@code POST /jobs/J/disable}. */
  @Headers(ACCEPT)
  @Post("/jobs/{job}/disable")
  @ExpectedResponses(202)
  Response<Void> disableJob(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      @BodyParam(JSON) BatchJobDisableParameters what,
      Context context);

  /** {@code Job_Enable}: {@code POST /jobs/J/enable}. */
  @Headers(ACCEPT)
  @Post("/jobs/{job}/enable")
  @ExpectedResponses(202)
  Response<Void> enableJob(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      Context context);

  /** {@code Job_List}: {@code GET /jobs}. */
  @Headers(ACCEPT)
  @Get("/jobs")
  @ExpectedResponses(200)
  Response<BatchList<BatchJob>> listJobs(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @QueryParam("$filter") String filter,
      @QueryParam("$select") String select,
      Context context);

  /** The next page of {@code Job_List}. */
  @Headers(ACCEPT)
  @Get("{link}")
  @ExpectedResponses(200)
  Response<BatchList<BatchJob>> listJobsNext(
      @PathParam(value = "link", encoded = true) String link, Context context);

  /** {@code Job_GetTaskCounts}: {@code GET /jobs/J/taskcounts}. */
  @Headers(ACCEPT)
  @Get("/jobs/{job}/taskcounts")
  @ExpectedResponses(200)
  Response<BatchTaskCountsResult> getJobTaskCounts(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      Context context);

  /**
   * {@code Job_ListPreparationAndReleaseTaskStatus}: {@code GET
   * /jobs/J/jobpreparationandreleasetaskstatus}.
   */
  @Headers(ACCEPT)
  @Get("/jobs/{job}/jobpreparationandreleasetaskstatus")
  @ExpectedResponses(200)
  Response<BatchList<BatchJobPreparationAndReleaseTaskStatus>>
      listJobPreparationAndReleaseTaskStatus(
          @HostParam("endpoint") String endpoint,
          @QueryParam("api-version") String version,
          @PathParam("job") String job,
          @QueryParam("$select") String select,
          Context context);

  /** The next page of {@code Job_ListPreparationAndReleaseTaskStatus}. */
  @Headers(ACCEPT)
  @Get("{link}")
  @ExpectedResponses(200)
  Response<BatchList<BatchJobPreparationAndReleaseTaskStatus>>
      listJobPreparationAndReleaseTaskStatusNext(
          @PathParam(value = "link", encoded = true) String link, Context context);

  /** {@code Task_AddCollection}: {@code POST /jobs/J/addtaskcollection}, at most 100 tasks. */
  @Headers(ACCEPT)
  @Post("/jobs/{job}/addtaskcollection")
  @ExpectedResponses(200)
  Response<BatchCreateTaskCollectionResult> createTaskCollection(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      @BodyParam(JSON) BatchTaskGroup tasks,
      Context context);

  /** {@code Task_List}: {@code GET /jobs/J/tasks}, as trees, so that nothing is overlooked. */
  @Headers(ACCEPT)
  @Get("/jobs/{job}/tasks")
  @ExpectedResponses(200)
  Response<BatchList<JsonNode>> listWholeTasks(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      Context context);

  /** The next page of {@code Task_List}, as trees. */
  @Headers(ACCEPT)
  @Get("{link}")
  @ExpectedResponses(200)
  Response<BatchList<JsonNode>> listWholeTasksNext(
      @PathParam(value = "link", encoded = true) String link, Context context);

  /** {@code Task_List}: {@code GET /jobs/J/tasks}. */
  @Headers(ACCEPT)
  @Get("/jobs/{job}/tasks")
  @ExpectedResponses(200)
  Response<BatchList<BatchTask>> listTasks(
      @HostParam("endpoint") String endpoint,
      @QueryParam("api-version") String version,
      @PathParam("job") String job,
      @QueryParam("$filter") String filter,
      @QueryParam("$select") String select,
      Context context);

  /** The next page of {@code Task_List}. */
  @Headers(ACCEPT)
  @Get("{link}")
  @ExpectedResponses(200)
  Response<BatchList<BatchTask>> listTasksNext(
      @PathParam(value = "link", encoded = true) String link, Context context);
}
