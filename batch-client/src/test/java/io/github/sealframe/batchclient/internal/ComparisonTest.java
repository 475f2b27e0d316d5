package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Drift;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two descriptions of a task, as trees. */
class ComparisonTest {
  private static List<Drift> drift(String expected, String live) throws JsonProcessingException {
    return Comparison.ofTasks().between(tree(expected), tree(live));
  }

  private static JsonNode tree(String json) throws JsonProcessingException {
    return Json.MAPPER.readTree(json.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource({
    "environmentSettings,name,value",
    "resourceFiles,filePath,httpUrl",
    "metadata,name,value"
  })
  void anItemWhoseNameIsThereTwiceIsDrift(String list, String name, String value) throws Exception {
    String good = "{'%s':'PIN','%s':'good'}".formatted(name, value);
    String evil = good.replace("good", "evil");
    String planned = "{'%s':[%s]}".formatted(list, good);

    assertThat(drift(planned, planned)).isEmpty();
    for (String live : List.of(evil + "," + good, good + "," + evil, good + "," + good)) {
      assertThat(drift(planned, "{'%s':[%s]}".formatted(list, live)))
          .describedAs(live)
          .extracting(Drift::field)
          .contains("%s[PIN].%s#2".formatted(list, name), "%s[PIN].%s#2".formatted(list, value));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nfsMountConfiguration", "cifsMountConfiguration", "azureFileShareConfiguration"})
  @Tag("wf-prman-no-insecure-transfer")
  void aMountIsDrift(String kind) throws Exception {
    assertThat(drift("{}", "{'mountConfiguration':[{'" + kind + "':{'source':'10.0.0.4:/x'}}]}"))
        .extracting(Drift::field)
        .anyMatch(field -> field.startsWith("mountConfiguration"));
  }

  /** What was given one is not held to it, since services need not show signatures. */
  @Test
  @Tag("storage-sas")
  void aSasWhereNoneWasPlannedIsDrift() throws Exception {
    String item = "{'resourceFiles':[{'filePath':'a','httpUrl':'https://h/c/b%s'}]}";
    String plain = item.formatted("");
    String signed = item.formatted("?sv=1&sig=c2ln");

    assertThat(drift(plain, signed))
        .singleElement()
        .satisfies(one -> assertThat(one.field()).contains("httpUrl with a SAS"))
        .asString()
        .doesNotContain("c2ln");
    assertThat(drift(signed, plain)).isEmpty();
    assertThat(drift(signed, signed.replace("c2ln", "b3RoZXI"))).isEmpty();
  }

  /** Whatever is called like another thing is compared beside it, not in its place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[{'name':'0'},{'other':'evil'},{'name':'1','other':'good'}]|[1].other#2",
        "[{'name':'A','value':'evil'},{'name':'A'},{'name':'A'}]|[A].name#3"
      })
  void noNameHidesAnother(String items, String field) throws Exception {
    String live = "{'environmentSettings':" + items + "}";

    assertThat(drift("{}", live))
        .extracting(Drift::field)
        .contains("environmentSettings" + field)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"exitCodeRanges,start", "exitCodes,code"})
  void theServiceMayShowWhatItDoesByItselfAtEveryExitCode(String list, String field)
      throws Exception {
    String item = "{'" + field + "':1,'exitOptions':{'jobAction':'none'%s}}";
    String all = "{'exitConditions':{'" + list + "':[" + item + "," + item + "]}}";
    String shown = ",'dependencyAction':'block'";

    assertThat(drift(all.formatted("", ""), all.formatted(shown, shown))).isEmpty();
    assertThat(
            drift(all.formatted("", ""), all.formatted(shown, shown.replace("block", "satisfy"))))
        .extracting(Drift::field)
        .containsExactly("exitConditions." + list + "[1].exitOptions.dependencyAction");
  }
}
