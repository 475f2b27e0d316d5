package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sealframe.core.ContainerRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A role of {@code samples/azure/roles}.
 *
 * @param definition as {@code az role definition create} takes it
 * @param condition of its assignment; empty when it has none
 */
record AzureRole(Definition definition, Optional<AzureCondition> condition) {
  static final Path FOLDER = Path.of("azure", "roles");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  record Definition(
      String name,
      boolean isCustom,
      String description,
      List<String> actions,
      List<String> notActions,
      List<String> dataActions,
      List<String> notDataActions,
      List<String> assignableScopes) {}

  static AzureRole read(String name) throws IOException {
    Path condition = FOLDER.resolve(name + ".condition");
    return new AzureRole(
        STRICT.readValue(FOLDER.resolve(name + ".json").toFile(), Definition.class),
        Files.exists(condition)
            ? Optional.of(new AzureCondition(Files.readString(condition)))
            : Optional.empty());
  }

  /** What somebody with this role, assigned at a production's resource group, may do. */
  Set<AzureRight> rights() {
    List<String> operations = new ArrayList<>(definition.actions());
    operations.addAll(definition.dataActions());
    Set<AzureRight> rights = new HashSet<>();
    for (String operation : operations) {
      for (ContainerRole role : ContainerRole.values()) {
        String container = LocalServices.PRODUCTION + "-" + role.label();
        if (!AzureRight.isOfBlobs(operation)
            || condition.map(when -> when.lets(operation, container)).orElse(true)) {
          rights.add(AzureRight.of(operation, role.label()));
        }
      }
    }
    return rights;
  }
}
