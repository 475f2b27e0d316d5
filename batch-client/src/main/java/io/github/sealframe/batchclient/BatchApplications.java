package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.GET;

import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.models.BatchApplication;
import java.util.stream.Stream;

/**
 * Applications of a Batch account, as nodes may have them; see {@link BatchClient} for what all
 * operations have in common.
 */
public final class BatchApplications {
  private final BatchConnection connection;

  BatchApplications(BatchConnection connection) {
    this.connection = connection;
  }

  /** {@code Application_List}: asked for page by page as the stream is read. */
  public Stream<BatchApplication> listApplications(BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "applications")
            .as("listApplications", "list", "applications")
            .query(query),
        BatchApplication.class);
  }

  /** {@code Application_Get}. */
  public BatchApplication getApplication(String applicationId) {
    return connection.get(
        BatchRequest.of(GET, "applications", Ids.checked("application", applicationId))
            .as("getApplication", "read", "application " + applicationId),
        BatchApplication.class);
  }
}
