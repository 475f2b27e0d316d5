package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoScaleFormulaTest {

  private static final Pool.Capacity TARGET = new Pool.Capacity(3, 2);
  private static final Pool.Capacity NODES = new Pool.Capacity(4, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $TargetDedicatedNodes = 5;                                          | 5 | 2
          $TargetDedicatedNodes=2+3*4-10/5                                    | 12 | 2
          $TargetLowPriorityNodes = (2 + 3) * 4;                              | 3 | 20
          $TargetDedicatedNodes = -(-7); // seven                             | 7 | 2
          /* none */ $TargetDedicatedNodes = 8 - 4 - 3;                       | 1 | 2
          $TargetDedicatedNodes = 2.5 * 1.5;                                  | 3 | 2
          most = 6; $TargetDedicatedNodes = min(most, 10, 7);                 | 6 | 2
          $TargetDedicatedNodes = max(1, $CurrentDedicatedNodes - 1);         | 3 | 2
          $TargetDedicatedNodes = $TargetDedicatedNodes + 1;                  | 4 | 2
          $TargetLowPriorityNodes = $CurrentLowPriorityNodes;                 | 3 | 1
          $NodeDeallocationOption = taskcompletion;                           | 3 | 2
          """)
  void comesTo(String formula, int dedicated, int lowPriority) throws FormulaException {
    assertThat(AutoScaleFormula.evaluate(formula, TARGET, NODES).target())
        .isEqualTo(new Pool.Capacity(dedicated, lowPriority));
  }

  @Test
  void reportsAllItsVariables() throws FormulaException {
    String formula =
        "share = 1 / 4; frames = 100; $TargetDedicatedNodes = frames * share;"
            + " $NodeDeallocationOption = taskcompletion;";
    AutoScaleFormula.Result result = AutoScaleFormula.evaluate(formula, TARGET, NODES);
    assertThat(result.text())
        .isEqualTo(
            "$TargetDedicatedNodes=25;$TargetLowPriorityNodes=2;$NodeDeallocationOption=taskcompletion;"
                + "frames=100;share=0.25");
    assertThat(result.deallocationOption()).isEqualTo("taskcompletion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $TargetDedicatedNodes = $PendingTasks.GetSample(1);        | does not know '.'
          $TargetDedicatedNodes = $PendingTasks;                     | does not know '$PendingTasks'
          $TargetDedicatedNodes = avg(1, 2);                         | the function 'avg'
          $TargetDedicatedNodes = 3 > 2 ? 1 : 0;                     | does not know '>'
          $TargetDedicatedNodes = ;                                  | does not know ';'
          $TargetDedicatedNodes = 1 $TargetLowPriorityNodes = 1;     | ';' was expected
          $TargetDedicatedNodes = (1;                                | ')' was expected
          $TargetDedicatedNodes = 1 +                                | ends where a value
          $TargetDedicatedNodes                                      | ends where '='
          $TargetDedicatedNodes = 1 / 0;                             | divides by zero
          $TargetDedicatedNodes = 0 - 1;                             | has to be 0 to 1000
          $TargetDedicatedNodes = 1001;                              | has to be 0 to 1000
          $CurrentDedicatedNodes = 1;                                | cannot be assigned
          $NodeDeallocationOption = later;                           | is no value
          """)
  void isRefused(String formula, String reason) {
    assertThatThrownBy(() -> AutoScaleFormula.evaluate(formula, TARGET, NODES))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining(reason);
  }
}
