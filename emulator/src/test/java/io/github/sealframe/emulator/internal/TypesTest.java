package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeMap;
import org.joda.time.DateTime;
import org.joda.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The types against the models of Microsoft's previous client, which speaks the same version. */
class TypesTest {

  private static final String NEWEST = "2024-07-01.20.0";
  private static final String MODELS = "com.microsoft.azure.batch.protocol.models.";

  static Iterable<String> names() {
    return Types.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void haveThePropertiesOfTheOfficialModels(String name) throws ClassNotFoundException {
    Map<String, String> theirs = new TreeMap<>();
    Map<String, String> ours = new TreeMap<>(Types.kinds(name));
    for (Field field : Class.forName(MODELS + name).getDeclaredFields()) {
      JsonProperty json = field.getAnnotation(JsonProperty.class);
      if (json != null) {
        String kind = kind(field.getGenericType()) + (json.required() ? "!" : "");
        // What only comes in answers has names and no kinds.
        theirs.put(json.value(), "any".equals(ours.get(json.value())) ? "any" : kind);
      }
    }
    assertThat(ours).isEqualTo(theirs);
  }

  private static String kind(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == Map.class ? "map" : kind(last) + "[]";
    }
    if (type == Integer.class || type == int.class) {
      return "int";
    } else if (type == Boolean.class) {
      return "flag";
    } else if (type == Period.class) {
      return "duration";
    } else if (type == DateTime.class) {
      return "time";
    } else if (type == Object.class) {
      return "any";
    }
    String name = ((Class<?>) type).getSimpleName();
    return Types.names().contains(name) ? name : "text";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          TaskAddParameter | {"id":"t","commandLine":"x","frames":"1"} | InvalidRequestBody
          TaskAddParameter | {"id":"t","commandLine":7} | InvalidRequestBody
          TaskAddParameter | {"id":"t"} | MissingRequiredProperty
          TaskAddParameter | {"id":"t","commandLine":"x","requiredSlots":"2"} | InvalidRequestBody
          TaskAddParameter | {"id":"t","commandLine":"x","constraints":{"retentionTime":"7"}} | InvalidRequestBody
          TaskAddParameter | {"id":"t","commandLine":"x","constraints":{"retentionTime":"PT-5M"}} | InvalidRequestBody
          TaskAddParameter | {"id":"t","commandLine":"x","resourceFiles":{}} | InvalidRequestBody
          TaskAddParameter | {"id":"t","commandLine":"x","resourceFiles":[{"url":"u"}]} | InvalidRequestBody
          TaskAddParameter | {"id":"t","commandLine":"x","outputFiles":[{"filePattern":"*"}]} | MissingRequiredProperty
          PoolAddParameter | {"id":"p","vmSize":"s","resourceTags":{"a":1}} | InvalidRequestBody
          JobScheduleAddParameter | {"id":"s","schedule":{"doNotRunUntil":"2026-01-01"},"jobSpecification":{"poolInfo":{}}} | InvalidRequestBody
          """)
  void refuseWhatIsNoValueOfThem(String type, String body, String code) {
    assertThatThrownBy(() -> Types.check(Body.parse(body), type, NEWEST))
        .isInstanceOfSatisfying(
            BatchError.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  /** As the release notes of Microsoft's client for Python tell. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          PoolAddParameter | "resourceTags":{"a":"b"} | 2023-05-01.17.0 | 2023-11-01.18.0
          PoolAddParameter | "upgradePolicy":{"mode":"manual"} | 2023-11-01.18.0 | 2024-02-01.19.0
          PoolAddParameter | "networkConfiguration":{"enableAcceleratedNetworking":true} | 2022-10-01.16.0 | 2023-05-01.17.0
          PoolAddParameter | "virtualMachineConfiguration":{"securityProfile":{}} | 2023-05-01.17.0 | 2023-11-01.18.0
          PoolAddParameter | "virtualMachineConfiguration":{"imageReference":{"sharedGalleryImageId":"x"}} | 2024-02-01.19.0 | 2024-07-01.20.0
          PoolPatchParameter | "vmSize":"x" | 2024-02-01.19.0 | 2024-07-01.20.0
          PoolAddParameter | "targetNodeCommunicationMode":"simplified" |  | 2022-10-01.16.0
          """)
  void knowWhatCameWithAVersion(String type, String property, String without, String with) {
    Types.checkShape(Body.parse("{" + property + "}"), type, with);
    if (without != null) {
      assertThatThrownBy(() -> Types.checkShape(Body.parse("{" + property + "}"), type, without))
          .isInstanceOfSatisfying(
              BatchError.class, error -> assertThat(error.code()).isEqualTo("InvalidRequestBody"));
    }
  }

  @Test
  void doNotRepeatAValueThatMayHoldASecret() {
    String body = "{\"id\":\"t\",\"commandLine\":\"x\",\"outputFiles\":\"https://a/c?sig=secret\"}";
    assertThatThrownBy(() -> Types.check(Body.parse(body), "TaskAddParameter", NEWEST))
        .isInstanceOfSatisfying(
            BatchError.class,
            error ->
                assertThat(error.toJson("r").toString())
                    .contains("outputFiles")
                    .doesNotContain("secret"));
  }
}
