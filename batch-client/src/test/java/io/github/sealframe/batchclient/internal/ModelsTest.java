package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.rest.serializer.JacksonAdapter;
import io.github.sealframe.batchclient.models.BatchJobStatistics;
import io.github.sealframe.batchclient.models.BatchNodeState;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.batchclient.models.VMExtension;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model, with every property, against the models of Microsoft's previous client. */
class ModelsTest {
  private static final ObjectMapper OURS =
      Json.MAPPER.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * Fails on what it does not know, and writes what it would only read. (Its usual mapper writes
   * through another one, which takes no settings.)
   */
  private static final ObjectMapper PREVIOUS =
      new JacksonAdapter() {
        ObjectMapper plain() {
          return simpleMapper();
        }
      }.plain()
          .copy()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public JsonProperty.Access findPropertyAccess(Annotated ann) {
                  return JsonProperty.Access.AUTO;
                }
              });

  /** Names on the wire that the official client replaces by others, not only by another case. */
  private static final Map<String, Set<String>> RENAMED =
      Map.ofEntries(
          Map.entry("onAllTasksComplete", Set.of("allTasksCompleteMode")),
          Map.entry("onTaskFailure", Set.of("taskFailureMode")),
          Map.entry(
              "stats",
              Set.of("jobStatistics", "jobScheduleStatistics", "poolStatistics", "taskStatistics")),
          Map.entry("usageStats", Set.of("usageStatistics")),
          Map.entry("resourceStats", Set.of("resourceStatistics")),
          Map.entry("numSucceededTasks", Set.of("succeededTasksCount")),
          Map.entry("numFailedTasks", Set.of("failedTasksCount")),
          Map.entry("numTaskRetries", Set.of("taskRetriesCount")),
          Map.entry("terminateReason", Set.of("terminationReason")),
          Map.entry("value", Set.of("value", "values")),
          Map.entry("default", Set.of("defaultProperty")),
          Map.entry("lun", Set.of("logicalUnitNumber")),
          Map.entry("provision", Set.of("ipAddressProvisioningType")),
          Map.entry("nodeList", Set.of("nodeIds")),
          Map.entry("nodeRebootOption", Set.of("nodeRebootKind")));

  /** Text that {@code toString} may show, by name of the component, in one type or in all. */
  private static final Set<String> SHOWN =
      """
      BatchErrorMessage.value affinityId applicationId autoPoolIdPrefix autoScaleFormula
      autoStorageContainerName
      blobPrefix capabilities clientId code communityGalleryImageId containerId
      containerImageNames containerName accountName contentType displayName eTag
      error exactVersion fileMode filePath filePattern id imageName ipAddress ipAddressIds jobId key
      lang licenseType location message name nodeAgentSkuId nodeId nodeIds nodeUrl offer path
      poolId principalId provisionAfterExtensions publicFQDN publicIpAddress publisher
      registryServer relativeMountPath resourceId resourceTags results scaleSetVmResourceId
      sharedGalleryImageId sku source sourceAddressPrefix sourcePortRanges state storeName subnetId
      taskId taskIds taskRootDirectory taskRootDirectoryUrl taskUrl terminationReason thumbprint
      thumbprintAlgorithm type typeHandlerVersion url username version versions
      virtualDirectoryName virtualMachineImageId vmSize
      """
          .lines()
          .flatMap(line -> Stream.of(line.split(" ")))
          .collect(Collectors.toSet());

  /** Objects whose names are free, so that none is unknown. */
  private static final Set<String> FREE_OBJECTS =
      Set.of("settings", "protectedSettings", "resourceTags");

  static List<Class<? extends Record>> records() {
    return Models.records();
  }

  static List<Class<?>> enums() {
    return Models.enums();
  }

  @Test
  void nothingInThePackageIsUntested() {
    List<Class<?>> untested = new ArrayList<>(Models.all());
    untested.removeAll(Models.records());
    untested.removeAll(Models.enums());

    assertThat(untested).isEmpty();
    assertThat(Models.all().stream().map(Models::previous)).doesNotHaveDuplicates();
    assertThat(Models.records()).hasSizeGreaterThan(140);
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatIsWrittenIsReadAsItIs(Class<? extends Record> type) throws Exception {
    for (Record model : Filled.variants(type)) {
      JsonNode json = OURS.valueToTree(model);

      Object theirs = PREVIOUS.treeToValue(json, Models.previous(type));

      assertThat(comparable(PREVIOUS.valueToTree(theirs))).isEqualTo(comparable(json));
      assertThat(OURS.treeToValue(json, type)).isEqualTo(model);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void everythingThatIsReadIsWrittenAgain(Class<? extends Record> type) throws Exception {
    for (Object theirs : Filled.variants(Models.previous(type))) {
      JsonNode json = PREVIOUS.valueToTree(theirs);
      assertThat(json).hasSameSizeAs(Models.previous(type).getDeclaredFields());

      Record model = OURS.treeToValue(json, type);

      assertThat(comparable(OURS.valueToTree(model))).isEqualTo(comparable(json));
    }
  }

  /** Names and values, with times, durations and numbers by what they mean. */
  private static Object comparable(JsonNode json) {
    if (json.isObject()) {
      Map<String, Object> fields = new TreeMap<>();
      json.fields().forEachRemaining(f -> fields.put(f.getKey(), comparable(f.getValue())));
      return fields;
    } else if (json.isArray()) {
      List<Object> items = new ArrayList<>();
      json.forEach(item -> items.add(comparable(item)));
      return items;
    } else if (json.isNumber()) {
      return json.decimalValue().stripTrailingZeros();
    }
    return json.isTextual() ? comparable(json.asText()) : json;
  }

  private static Object comparable(String text) {
    try {
      return text.startsWith("P") ? Duration.parse(text) : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      // The service and newer clients write `cachedisk`, the previous client `CacheDisk`.
      return text.equals("CacheDisk") ? "cachedisk" : text;
    }
  }

  @ParameterizedTest
  @MethodSource("enums")
  void anEnumerationHasTheSameValues(Class<?> type) {
    assertThat(Models.constants(type))
        .extracting(Object::toString)
        .containsExactlyInAnyOrderElementsOf(
            Models.constants(Models.previous(type)).stream()
                .map(value -> (String) comparable(value.toString()))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("enums")
  void constantsAreNamedAsTheirValues(Class<?> type) throws Exception {
    for (var field : type.getFields()) {
      assertThat(field.getName().replace("_", ""))
          .isEqualToIgnoringCase(field.get(null).toString().replace("_", ""));
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void aNameIsTheOneOnTheWireOrTheOfficialClients(Class<? extends Record> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty wire = component.getAccessor().getAnnotation(JsonProperty.class);
      if (wire != null && !wire.value().isEmpty()) {
        assertThat(
                RENAMED.getOrDefault(wire.value(), Set.of()).contains(component.getName())
                    || wire.value().equalsIgnoreCase(component.getName()))
            .describedAs("%s of %s", component, type)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void unknownPropertiesArePassedOver(Class<? extends Record> type) throws Exception {
    Record model = Filled.with(type);
    JsonNode json = everyObject(OURS.valueToTree(model), o -> o.put("fromTomorrow", 1));

    assertThat(Json.MAPPER.treeToValue(json, type)).isEqualTo(model);
    assertThatThrownBy(() -> OURS.treeToValue(json, type)).hasMessageContaining("fromTomorrow");
  }

  private static JsonNode everyObject(JsonNode json, UnaryOperator<ObjectNode> change) {
    if (json.isArray()) {
      json.forEach(item -> everyObject(item, change));
    }
    json.fields()
        .forEachRemaining(
            field -> {
              if (!FREE_OBJECTS.contains(field.getKey())) {
                everyObject(field.getValue(), change);
              }
            });
    return json instanceof ObjectNode object ? change.apply(object) : json;
  }

  @ParameterizedTest
  @MethodSource("records")
  void unknownValuesOfEnumerationsSurvive(Class<? extends Record> type) throws Exception {
    ObjectNode json = OURS.valueToTree(Filled.with(type));
    for (RecordComponent component : type.getRecordComponents()) {
      if (Filled.isEnum(component.getGenericType())) {
        JsonNode unknown = TextNode.valueOf("fromTomorrow");
        json.set(
            wireName(component),
            component.getType() == List.class ? json.arrayNode().add(unknown) : unknown);
      }
    }

    JsonNode again = Json.MAPPER.valueToTree(Json.MAPPER.treeToValue(json, type));

    assertThat(comparable(again)).isEqualTo(comparable(json));
  }

  private static String wireName(RecordComponent component) {
    JsonProperty wire = component.getAccessor().getAnnotation(JsonProperty.class);
    return wire == null || wire.value().isEmpty() ? component.getName() : wire.value();
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatIsAbsentStaysAbsent(Class<? extends Record> type) throws Exception {
    Set<String> required = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType().isPrimitive()) {
        required.add(wireName(component));
      }
    }
    ObjectNode json = OURS.valueToTree(Filled.of(type, Map.of()));
    assertThat(json.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(required);

    JsonNode empty = json.deepCopy().removeAll();
    if (required.isEmpty()) {
      assertThat(Json.MAPPER.valueToTree(Json.MAPPER.treeToValue(empty, type)).toString())
          .isEqualTo("{}");
    } else {
      assertThatThrownBy(() -> Json.MAPPER.treeToValue(empty, type))
          .isInstanceOf(MismatchedInputException.class)
          .hasMessageContaining("Missing required creator property");
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void listsAndMapsAreCopiedAndCannotBeChanged(Class<? extends Record> type) throws Exception {
    for (RecordComponent component : type.getRecordComponents()) {
      Object filled = component.getAccessor().invoke(Filled.with(type));
      if (filled instanceof List<?> list) {
        List<Object> mine = new ArrayList<>(list);
        List<?> its =
            (List<?>)
                component.getAccessor().invoke(Filled.of(type, Map.of(component.getName(), mine)));
        mine.clear();

        assertThat(its).isEqualTo(list);
        assertThatThrownBy(its::clear).isInstanceOf(UnsupportedOperationException.class);
      } else if (filled instanceof Map<?, ?> map) {
        Map<Object, Object> mine = new LinkedHashMap<>(map);
        Map<?, ?> its =
            (Map<?, ?>)
                component.getAccessor().invoke(Filled.of(type, Map.of(component.getName(), mine)));
        mine.clear();

        assertThat(its).isEqualTo(map);
        assertThatThrownBy(its::clear).isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }

  @Test
  void settingsAreCopiedToTheirDepth() {
    List<Object> inner = new ArrayList<>(Arrays.asList("a", null));
    Map<String, Object> settings = new LinkedHashMap<>(Map.of("deep", Map.of("list", inner)));
    VMExtension extension = VMExtension.builder("n", "p", "t").settings(settings).build();
    inner.clear();

    JsonNode json = OURS.valueToTree(extension);

    assertThat(json.at("/settings").toString()).isEqualTo("{\"deep\":{\"list\":[\"a\",null]}}");
    Map<?, ?> deep = (Map<?, ?>) extension.settings().get("deep");
    assertThatThrownBy(((List<?>) deep.get("list"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @MethodSource("records")
  void aBuilderSetsEveryComponent(Class<? extends Record> type) throws Exception {
    Method start =
        Arrays.stream(type.getMethods())
            .filter(method -> method.getName().equals("builder"))
            .findAny()
            .orElse(null);
    if (start == null) {
      assertThat(type.getClasses()).isEmpty();
      return;
    }
    Record model = Filled.with(type);
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      values.put(component.getName(), component.getAccessor().invoke(model));
    }
    Object[] required =
        Arrays.stream(start.getParameters()).map(p -> values.remove(p.getName())).toArray();
    Object builder = start.invoke(null, required);
    for (Map.Entry<String, Object> value : values.entrySet()) {
      Method setter =
          Arrays.stream(builder.getClass().getMethods())
              .filter(method -> method.getName().equals(value.getKey()))
              .findAny()
              .orElseThrow();
      assertThat(setter.invoke(builder, value.getValue())).isSameAs(builder);
    }

    assertThat(builder.getClass().getMethod("build").invoke(builder)).isEqualTo(model);
    for (int i = 0; i < required.length; i++) {
      Object[] oneMissing = required.clone();
      oneMissing[i] = null;
      assertThatThrownBy(() -> start.invoke(null, oneMissing))
          .isInstanceOf(InvocationTargetException.class)
          .hasCauseInstanceOf(NullPointerException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void toStringShowsOnlyTextThatIsNoSecret(Class<? extends Record> type) {
    String canary = "https://a/b?sig=canary";
    for (RecordComponent component : type.getRecordComponents()) {
      Object planted =
          switch (component.getGenericType().getTypeName()) {
            case "java.lang.String" -> canary;
            case "java.util.List<java.lang.String>" -> List.of(canary);
            case "java.util.Map<java.lang.String, java.lang.String>",
                "java.util.Map<java.lang.String, java.lang.Object>" ->
                Map.of("k", canary);
            default -> null;
          };
      if (planted != null) {
        String text = Filled.of(type, Map.of(component.getName(), planted)).toString();

        assertThat(text.contains("canary"))
            .describedAs("%s of %s shows in %s", component.getName(), type.getSimpleName(), text)
            .isEqualTo(
                SHOWN.contains(component.getName())
                    || SHOWN.contains(type.getSimpleName() + "." + component.getName()));
        assertThat(text).startsWith(type.getSimpleName() + "[").contains(component.getName() + "=");
      }
    }
  }

  @Test
  void textOfAModelTellsWhatIsPresent() {
    assertThat(VMExtension.builder("n", "p", "t").settings(Map.of("a", 1)).build())
        .hasToString("VMExtension[name=n, publisher=p, type=t, settings=***]");
  }

  @Test
  void aPageIsReadAndDoesNotShowTheQueryOfItsNextLink() throws Exception {
    JsonNode json =
        OURS.readTree(
            "{\"odata.metadata\":\"x\",\"value\":[{\"id\":\"p\"}],"
                + "\"odata.nextLink\":\"https://a/pools?skip=canary\"}");

    BatchList<BatchPool> page =
        Json.MAPPER
            .readerFor(
                Json.MAPPER
                    .getTypeFactory()
                    .constructParametricType(BatchList.class, BatchPool.class))
            .readValue(json);

    assertThat(page.value()).extracting(BatchPool::id).containsExactly("p");
    assertThat(page.nextLink()).isEqualTo("https://a/pools?skip=canary");
    assertThat(page.toString()).contains("nextLink=https://a/pools").doesNotContain("canary");
  }

  @Test
  void countsAreReadFromTextToo() throws Exception {
    String json = "{\"readIOps\":\"5000000000\",\"numFailedTasks\":\"3\"}";

    BatchJobStatistics statistics = Json.MAPPER.readValue(json, BatchJobStatistics.class);

    assertThat(statistics.readIops()).isEqualTo(5_000_000_000L);
    assertThat(statistics.failedTasksCount()).isEqualTo(3);
  }

  @Test
  void aValueIsOneObjectHoweverItIsMade() throws Exception {
    assertThat(Json.MAPPER.readValue("\"idle\"", BatchNodeState.class))
        .isSameAs(BatchNodeState.IDLE)
        .isSameAs(BatchNodeState.fromString("idle"));
    assertThat(BatchNodeState.fromString(null)).isNull();
  }

  @Test
  void listsThatAreEmptyAreWrittenAsEmpty() throws Exception {
    ArrayNode none = OURS.createArrayNode();
    JsonNode json = OURS.createObjectNode().set("metadata", none);

    assertThat(OURS.<JsonNode>valueToTree(OURS.treeToValue(json, BatchPool.class))).isEqualTo(json);
  }
}
