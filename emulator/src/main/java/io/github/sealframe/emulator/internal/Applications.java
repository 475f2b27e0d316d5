package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.emulator.BatchApplication;
import java.util.List;

/** The applications of the account, which are there from the start and never change. */
final class Applications {

  private final Registry<BatchApplication> byId = new Registry<>();

  Applications(List<BatchApplication> all) {
    all.forEach(one -> byId.add(one.id(), one));
  }

  Registry<BatchApplication> all() {
    return byId;
  }

  BatchApplication application(String id) {
    return byId.find(id).orElseThrow(() -> BatchError.notFound("Application", id));
  }

  /**
   * Refuses references to packages, in a pool or a task, that the account does not have, and those
   * that it has, which no node of the emulator gets.
   *
   * @throws BatchError 409 {@code InvalidApplicationPackageReferences}, or 501
   */
  void checkReferences(ObjectNode body) {
    for (ObjectNode reference : Body.objects(body, "applicationPackageReferences")) {
      String id = Body.required(reference, "applicationId");
      if (byId.find(id).isEmpty()) {
        throw BatchError.conflict(
                "InvalidApplicationPackageReferences",
                "One or more application package references could not be satisfied.")
            .with("ApplicationId", id);
      }
      throw BatchError.notImplemented("application packages on nodes");
    }
  }

  static ObjectNode toJson(BatchApplication application) {
    ObjectNode json =
        Answer.object().put("id", application.id()).put("displayName", application.displayName());
    ArrayNode versions = json.putArray("versions");
    application.versions().forEach(versions::add);
    return json;
  }
}
