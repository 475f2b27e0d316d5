package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.emulator.BatchApplication;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * Refuses references to packages, in a pool or a task, that the account does not have.
   *
   * @throws BatchError 409 {@code InvalidApplicationPackageReferences}
   */
  void checkReferences(ObjectNode body) {
    packages(body, new NodeFolders(Path.of("/")));
  }

  /**
   * The packages that a pool or a task refers to.
   *
   * @throws BatchError 409 {@code InvalidApplicationPackageReferences} for one that the account
   *     does not have, and without a version when there is no default
   */
  List<ApplicationPackage> packages(ObjectNode body, NodeFolders folders) {
    List<ApplicationPackage> packages = new ArrayList<>();
    for (ObjectNode reference : Body.objects(body, "applicationPackageReferences")) {
      String id = Body.required(reference, "applicationId");
      Optional<BatchApplication> application = byId.find(id);
      Optional<String> named = Body.optional(reference, "version");
      Optional<String> version =
          named.or(() -> application.flatMap(BatchApplication::defaultVersion));
      Path zip =
          application
              .flatMap(one -> version.map(one.packages()::get))
              .orElseThrow(() -> unknown(id));
      String name = application.get().id();
      // "Periods, hyphens and number signs are flattened to underscores."
      String variable =
          ("AZ_BATCH_APP_PACKAGE_" + name + named.map(one -> "_" + one).orElse(""))
              .replaceAll("[.#-]", "_");
      packages.add(
          new ApplicationPackage(zip, folders, folders.application(name, version.get()), variable));
    }
    return packages;
  }

  private static BatchError unknown(String id) {
    return BatchError.conflict(
            "InvalidApplicationPackageReferences",
            "One or more application package references could not be satisfied.")
        .with("ApplicationId", id);
  }

  static ObjectNode toJson(BatchApplication application) {
    ObjectNode json =
        Answer.object().put("id", application.id()).put("displayName", application.displayName());
    ArrayNode versions = json.putArray("versions");
    application.versions().forEach(versions::add);
    return json;
  }
}
