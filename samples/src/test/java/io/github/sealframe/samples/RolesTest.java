package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The role definitions, as files. What they give is compared with what is used by RolesIT. */
class RolesTest {
  private static final String WRITE =
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";

  private static final String NEVER =
      "(delete|deleteBlobVersion/action|listkeys/action|containers/write)";

  static List<String> roles() throws IOException {
    try (Stream<Path> files = Files.list(AzureRole.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.replace(".json", ""))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("roles")
  void aRoleIsOfKnownOperationsWithoutWildcardsInOneResourceGroup(String name) throws IOException {
    AzureRole.Definition role = AzureRole.read(name).definition();

    assertThat(role.name()).isEqualTo("Sealframe " + name.replace('-', ' '));
    assertThat(role.isCustom()).isTrue();
    assertThat(role.description()).isNotBlank();
    assertThat(known("Action")).containsAll(role.actions());
    assertThat(known("DataAction")).containsAll(role.dataActions());
    assertThat(role.actions()).doesNotHaveDuplicates();
    assertThat(role.dataActions()).doesNotHaveDuplicates();
    assertThat(role.notActions()).isEmpty();
    assertThat(role.notDataActions()).isEmpty();
    assertThat(role.assignableScopes())
        .containsExactly("/subscriptions/SUBSCRIPTION/resourceGroups/GROUP");
  }

  @ParameterizedTest
  @MethodSource("roles")
  void nobodyMayDeleteMoreThanPoolsUnlessTheProductionEndsReadKeysOrMakeContainers(String name)
      throws IOException {
    String none =
        switch (name) {
          case "closer" -> "(listkeys/action|containers/write)";
          case "key-keeper" -> NEVER.replace("listkeys/action|", "");
          default -> NEVER;
        };
    assertThat(AzureRole.read(name).rights())
        .extracting(AzureRight::operation)
        .filteredOn(
            operation ->
                !name.equals("farm-administrator")
                    || !operation.equals("Microsoft.Batch/batchAccounts/pools/delete"))
        .noneMatch(operation -> operation.matches(".*/" + none));
  }

  @Test
  void aConditionIsReadToItsEnd() {
    String like =
        "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringLike ";
    AzureCondition condition =
        new AzureCondition("(!(ActionMatches{'" + WRITE + "'}) OR " + like + "'*-input')");

    assertThat(condition.lets(WRITE, "pabcdefghij-input")).isTrue();
    assertThat(condition.lets(WRITE, "pabcdefghij-inputs")).isFalse();
    assertThat(condition.lets(WRITE, "pabcdefghij-control")).isFalse();
    assertThat(condition.lets("another", "pabcdefghij-control")).isTrue();
    for (String wrong :
        new String[] {"(true)", "(" + like + "'x'", like + "'x')", like + "'x' X"}) {
      assertThatIllegalArgumentException()
          .as(wrong)
          .isThrownBy(() -> new AzureCondition(wrong).lets(WRITE, "x"));
    }
  }

  /** A part of what Microsoft lists. */
  private static Set<String> known(String kind) throws IOException {
    try (InputStream list = RolesTest.class.getResourceAsStream("azure-operations.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(kind + " "))
          .map(line -> line.substring(kind.length() + 1))
          .collect(Collectors.toSet());
    }
  }
}
