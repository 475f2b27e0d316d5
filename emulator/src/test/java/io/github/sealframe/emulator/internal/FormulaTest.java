package io.github.sealframe.emulator.internal;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {

  /** A Friday. */
  private static final Instant NOW = Instant.parse("2026-11-27T16:30:05.123Z");

  private static final Pool.Capacity TARGET = new Pool.Capacity(3, 2);

  private final PoolSamples samples = new PoolSamples();

  private FormulaContext context() {
    Map<PoolMetric, Double> values = new EnumMap<>(PoolMetric.class);
    Stream.of(PoolMetric.values()).forEach(metric -> values.put(metric, 1d));
    values.put(PoolMetric.CURRENT_DEDICATED_NODES, 4d);
    values.put(PoolMetric.TASK_SLOTS_PER_NODE, 8d);
    return new FormulaContext(NOW, new Random(7), TARGET, values, samples);
  }

  private Formula.Result evaluate(String formula) throws FormulaException {
    return FormulaEvaluation.of(FormulaParser.parse(formula), context());
  }

  /** Samples of a metric, the last one now; all others were 0. */
  private void sampled(PoolMetric metric, double... values) {
    for (int i = 0; i < values.length; i++) {
      Map<PoolMetric, Double> all = new EnumMap<>(PoolMetric.class);
      Stream.of(PoolMetric.values()).forEach(one -> all.put(one, 0d));
      all.put(metric, values[i]);
      samples.add(NOW.minus(PoolSamples.PERIOD.multipliedBy(values.length - 1L - i)), all);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $TargetDedicatedNodes = 5;                                          | 5 | 2
          $TargetDedicatedNodes=2+3*4-10/5                                    | 12 | 2
          $TargetLowPriorityNodes = (2 + 3) * 4;                              | 3 | 20
          $TargetDedicatedNodes = -(-7); // seven                             | 7 | 2
          /* none **/ $TargetDedicatedNodes = 8 - 4 - 3;                      | 1 | 2
          $TargetDedicatedNodes = 2.5 * 1.5;                                  | 3 | 2
          most = 6; $TargetDedicatedNodes = min(most, 10, 7);                 | 6 | 2
          $TargetDedicatedNodes = max(1, $CurrentDedicatedNodes - 1);         | 3 | 2
          $TargetDedicatedNodes = $TargetDedicatedNodes + 1;                  | 4 | 2
          $TargetDedicated = 9; $TargetLowPriority = $TargetDedicated;        | 9 | 9
          $NodeDeallocationOption = taskcompletion;                           | 3 | 2
          $TargetDedicatedNodes = 3 > 2 && !(2 >= 3) ? 1 : 1 / 0;             | 1 | 2
          $TargetDedicatedNodes = 1 == 2 ? 7 : 1 != 2 ? 8 : 9;                | 8 | 2
          $TargetDedicatedNodes = 0 && 1 / 0;                                 | 0 | 2
          $TargetDedicatedNodes = time().weekday == 5 ? 5:1;                  | 5 | 2
          $TargetDedicatedNodes = time("2026-11-29").weekday + 1;             | 1 | 2
          $TargetDedicatedNodes = time("Fri, 27 Nov 2026 16:00:00 GMT").hour; | 16 | 2
          $TargetDedicatedNodes = (time() + (-6 * TimeInterval_Hour)).hour;   | 10 | 2
          a = time() - time("2026-11-27T16:00:00Z"); $TargetDedicatedNodes = a > 30 * TimeInterval_Minute; | 1 | 2
          $TargetDedicatedNodes = lg(8) + ln(1) + log(100);                   | 5 | 2
          $TargetDedicatedNodes = std(1, 3) * std(1, 3);                      | 2 | 2
          $TargetDedicatedNodes = len(vec(1, 2) * 3) + sum(vec(1, 2) * vec(3, 4)); | 13 | 2
          $TargetDedicatedNodes = norm(3, 4) + range(1, 5) + avg(1, 3);       | 11 | 2
          $TargetDedicatedNodes = percentile(vec(5, 1, 3), 50) + val(vec(7, 8), 1); | 11 | 2
          $TargetDedicatedNodes = ceil(1.2) + floor(1.8) + round(2.6);        | 6 | 2
          $TargetDedicatedNodes = rand() < 1 && rand() >= 0;                  | 1 | 2
          $TargetDedicatedNodes = 1; stop(); $TargetDedicatedNodes = 2;       | 1 | 2
          $TargetDedicatedNodes = $TaskSlotsPerNode;                          | 8 | 2
          """)
  void comesTo(String formula, int dedicated, int lowPriority) throws FormulaException {
    assertThat(evaluate(formula).target()).isEqualTo(new Pool.Capacity(dedicated, lowPriority));
  }

  @Test
  void looksNoFurtherThanItHasTo() throws FormulaException {
    assertThat(evaluate("$TargetDedicatedNodes = 0 || 0 || 7 || 1 / 0;").target().dedicated())
        .isEqualTo(1);
    assertThat(evaluate("$TargetDedicatedNodes = 0 || 1 && 0;").target().dedicated()).isZero();
  }

  @Test
  void reportsAllItsVariablesAsItsManualShows() throws FormulaException {
    Formula.Result result =
        evaluate(
            """
            $curTime = time();
            $workHours = $curTime.hour >= 8 && $curTime.hour < 18;
            $isWeekday = $curTime.weekday >= 1 && $curTime.weekday <= 5;
            $isWorkingWeekdayHour = $workHours && $isWeekday;
            $TargetDedicatedNodes = $isWorkingWeekdayHour ? 20:10;
            $NodeDeallocationOption = taskcompletion;
            share = 1 / 4; three = vec(1, 2.5);
            """);
    assertThat(result.text())
        .isEqualTo(
            "$TargetDedicatedNodes=20;$TargetLowPriorityNodes=2;$NodeDeallocationOption=taskcompletion;"
                + "$curTime=2026-11-27T16:30:05.123Z;$isWeekday=1;$isWorkingWeekdayHour=1;"
                + "$workHours=1;share=0.25;three=[1,2.5]");
    assertThat(result.deallocationOption()).isEqualTo("taskcompletion");
  }

  /** The first formula of the manual. */
  @Test
  void followsPendingTasks() throws FormulaException {
    String formula =
        """
        startingNumberOfVMs = 1;
        maxNumberofVMs = 25;
        pendingTaskSamplePercent = $PendingTasks.GetSamplePercent(180 * TimeInterval_Second);
        pendingTaskSamples = pendingTaskSamplePercent < 70 ? startingNumberOfVMs : \
        avg($PendingTasks.GetSample(180 * TimeInterval_Second));
        $TargetDedicatedNodes=min(maxNumberofVMs, pendingTaskSamples);
        $NodeDeallocationOption = taskcompletion;
        """;
    assertThat(evaluate(formula).target().dedicated()).isEqualTo(1);
    sampled(PoolMetric.PENDING_TASKS, 0, 0, 9, 9, 9, 9, 9, 15);
    assertThat(evaluate(formula).target().dedicated()).isEqualTo(10);
    sampled(PoolMetric.PENDING_TASKS, 90, 90, 90, 90, 90, 90);
    assertThat(evaluate(formula).target().dedicated()).isEqualTo(25);
  }

  /** The other examples of the manual, but for the one of the percentage of CPU. */
  @Test
  void takesTheExamplesOfTheManual() throws FormulaException {
    sampled(PoolMetric.ACTIVE_TASKS, 8, 8);
    assertThat(
            evaluate(
                    """
                    // Get pending tasks for the past 15 minutes.
                    $samples = $ActiveTasks.GetSamplePercent(TimeInterval_Minute * 15);
                    $tasks = $samples < 70 ? max(0,$ActiveTasks.GetSample(1)) : max( $ActiveTasks.GetSample(1), avg($ActiveTasks.GetSample(TimeInterval_Minute * 15)));
                    $targetVMs = $tasks > 0? $tasks:max(0, $TargetDedicatedNodes/2);
                    $TargetDedicatedNodes = max(0, min($targetVMs, 20));
                    $NodeDeallocationOption = taskcompletion;
                    """)
                .target()
                .dedicated())
        .isEqualTo(8);
    assertThat(
            evaluate(
                    """
                    $samples = $ActiveTasks.GetSamplePercent(TimeInterval_Minute * 15);
                    $tasks = $samples < 70 ? max(0,$ActiveTasks.GetSample(1)) : max( $ActiveTasks.GetSample(1),avg($ActiveTasks.GetSample(TimeInterval_Minute * 15)));
                    $cores = $TargetDedicatedNodes * 4;
                    $extraVMs = (($tasks - $cores) + 3) / 4;
                    $targetVMs = ($TargetDedicatedNodes + $extraVMs);
                    $TargetDedicatedNodes = max(0,min($targetVMs,3));
                    $NodeDeallocationOption = taskcompletion;
                    """)
                .target()
                .dedicated())
        .isEqualTo(2);
    assertThat(
            evaluate(
                    """
                    $TargetDedicatedNodes = 4;
                    lifespan         = time() - time("Fri, 27 Nov 2026 16:29:00 GMT");
                    span             = TimeInterval_Minute * 60;
                    startup          = TimeInterval_Minute * 10;
                    ratio            = 50;
                    $TargetDedicatedNodes = (lifespan > startup ? (max($RunningTasks.GetSample(span, ratio), $ActiveTasks.GetSample(span, ratio)) == 0 ? 0 : $TargetDedicatedNodes) : 4);
                    """)
                .target()
                .dedicated())
        .isEqualTo(4);
    assertThat(
            evaluate(
                    """
                    maxNumberofVMs = 25;
                    $TargetDedicatedNodes = min(maxNumberofVMs, $PreemptedNodeCount.GetSample(180 * TimeInterval_Second));
                    $TargetLowPriorityNodes = min(maxNumberofVMs , maxNumberofVMs - $TargetDedicatedNodes);
                    $NodeDeallocationOption = taskcompletion;
                    """)
                .target())
        .isEqualTo(new Pool.Capacity(0, 25));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          len($ActiveTasks.GetSample(3))                                                   | 3
          sum($ActiveTasks.GetSample(2))                                                   | 7
          sum($ActiveTasks.GetSample(99))                                                  | 10
          len($ActiveTasks.GetSample(1 * TimeInterval_Minute, 90 * TimeInterval_Second))   | 1
          val($ActiveTasks.GetSample(60 * TimeInterval_Second, 120 * TimeInterval_Second, 75), 1) | 2
          len($ActiveTasks.GetSample(time() + -1 * TimeInterval_Minute))                   | 2
          $ActiveTasks.GetSamplePercent(4 * TimeInterval_Minute)                           | 50
          $ActiveTasks.GetSamplePercent(TimeInterval_Minute, 2 * TimeInterval_Minute)      | 100
          $ActiveTasks.Count()                                                             | 4
          $ActiveTasks.GetSamplePeriod() == 30 * TimeInterval_Second                       | 1
          time() - $ActiveTasks.HistoryBeginTime() == 90 * TimeInterval_Second             | 1
          len($PendingTasks.GetSample(TimeInterval_Hour))                                  | 4
          """)
  void readsSamples(String expression, int expected) throws FormulaException {
    sampled(PoolMetric.ACTIVE_TASKS, 1, 2, 3, 4);
    assertThat(evaluate("$TargetDedicatedNodes = " + expression).target().dedicated())
        .isEqualTo(expected);
  }

  @Test
  void tellsThatSamplesAreLackingAsBatchDoes() throws Exception {
    sampled(PoolMetric.RUNNING_TASKS, 1, 2);
    for (String[] lacking :
        List.of(
            new String[] {"$RunningTasks.GetSample(2 * TimeInterval_Minute, 70)", "70%", "50%"},
            new String[] {
              "$RunningTasks.GetSample(TimeInterval_Hour, 2 * TimeInterval_Hour)", "1%", "0%"
            })) {
      assertThatThrownBy(() -> evaluate("x = 1;\n$TargetDedicatedNodes = avg(" + lacking[0] + ");"))
          .isInstanceOfSatisfying(
              FormulaException.class,
              e -> {
                assertThat(e.toJson().path("code").asText()).isEqualTo("InsufficientSampleData");
                assertThat(e.toJson().at("/values/0/value").asText())
                    .isEqualTo(
                        "Line 2, Col 43: Insufficient data from data set: $RunningTasks wanted "
                            + lacking[1]
                            + ", received "
                            + lacking[2]);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $TargetDedicatedNodes = $PendingTasks;                     | 1, Col 25: '$PendingTasks' is read by its samples
          $TargetDedicatedNodes = $CPUPercent.GetSample(1);          | has no samples of $CPUPercent
          $TargetDedicatedNodes = $NetworkInBytes;                   | '$NetworkInBytes' is read by its samples
          $TargetDedicatedNodes = x.GetSample(1);                    | Only variables of the service
          $TargetDedicatedNodes = $PendingTasks.Mean(1);             | 'Mean' is no member
          $TargetDedicatedNodes = $PendingTasks.Count(1);            | does not take 1 arguments
          $TargetDedicatedNodes = median(1, 2);                      | no function 'median'
          $TargetDedicatedNodes = avg();                             | does not take 0 arguments
          $TargetDedicatedNodes = nodes;                             | 'nodes' has no value
          $something_useless                                         | '=' was expected, and not the end
          $TargetDedicatedNodes = ;                                  | a value was expected, and not ';'
          $TargetDedicatedNodes = 1 $TargetLowPriorityNodes = 1;     | 1, Col 27: ';' was expected
          $TargetDedicatedNodes = (1;                                | ')' was expected
          $TargetDedicatedNodes = 1 ? 2;                             | ':' was expected
          $TargetDedicatedNodes = 1 +                                | a value was expected, and not the end
          $TargetDedicatedNodes = 7 % 2;                             | '%' is no part
          $TargetDedicatedNodes = "1                                 | '"' is no part
          $CurrentDedicatedNodes = 1;                                | cannot be assigned
          TimeInterval_Day = 1;                                      | cannot be assigned
          max = 1;                                                   | cannot be assigned
          $NodeDeallocationOption = later;                           | is no value
          """)
  void cannotBeRead(String formula, String reason) {
    assertThatThrownBy(() -> FormulaParser.parse(formula))
        .isInstanceOf(FormulaException.class)
        .hasMessageStartingWith("Line 1, Col ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $TargetDedicatedNodes = 1 / 0;                             | divides by zero
          $TargetDedicatedNodes = 0 - 1;                             | has to be 0 to 1000
          $TargetDedicatedNodes = 1001;                              | has to be 0 to 1000
          $TargetDedicatedNodes = ln(-1);                            | has to be 0 to 1000
          $TargetDedicatedNodes = vec(1);                            | and not a doubleVec
          $TargetDedicatedNodes = time();                            | and not a timestamp
          $TargetDedicatedNodes = time() - TimeInterval_Day;         | does not go with a timestamp and a timeinterval
          $TargetDedicatedNodes = 1 < "1";                           | does not go with a double and a string
          $TargetDedicatedNodes = !time();                           | does not go with a timestamp
          $TargetDedicatedNodes = vec(1) + vec(1, 2);                | have 1 and 2 values
          $TargetDedicatedNodes = max(vec());                        | no max of no values
          $TargetDedicatedNodes = avg(time());                       | is no number
          $TargetDedicatedNodes = val(vec(1), 1);                    | beyond the 1 values
          $TargetDedicatedNodes = percentile(vec(1), 101);           | beyond the 1 values
          $TargetDedicatedNodes = time("tomorrow").day;              | no time of W3C-DTF
          $TargetDedicatedNodes = (time() + 9999 * TimeInterval_Year).day; | too far away
          $TargetDedicatedNodes = (1).day;                           | Only a timestamp has 'day'
          $TargetDedicatedNodes = avg($ActiveTasks.GetSample(1));    | Insufficient data
          $TargetDedicatedNodes = len($ActiveTasks.GetSample("x"));  | no timestamp and no timeinterval
          """)
  void comesToNothing(String formula, String reason) throws FormulaException {
    Formula read = FormulaParser.parse(formula);
    assertThatThrownBy(() -> FormulaEvaluation.of(read, context()))
        .isInstanceOf(FormulaException.class)
        .hasMessageStartingWith("Line 1, Col ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "!", "1 ? ", "max(", "1 ? 1 : "})
  void isBoundedInDepth(String opening) {
    String deep = "$TargetDedicatedNodes = " + opening.repeat(1_000);
    assertThatThrownBy(() -> evaluate(deep + "1"))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining("nested deeper");
  }

  @Test
  void isBoundedInLength() throws FormulaException {
    String sum = "$TargetDedicatedNodes = 1" + " + 0".repeat(2_000) + ";";
    assertThat(evaluate(sum).target().dedicated()).isEqualTo(1);
    assertThatThrownBy(() -> evaluate("a = 1;".repeat(101))).hasMessageContaining("100 statements");
    assertThatThrownBy(() -> evaluate(" ".repeat(8_193))).hasMessageContaining("8192 characters");
    String growing = "a = vec(1, 1);" + "a = vec(a, a);".repeat(90);
    assertThatThrownBy(() -> evaluate(growing)).hasMessageContaining("more than 10000 values");
  }

  /** Whatever is written, it is evaluated or refused, soon. */
  @Test
  void nothingElseComesOfRandomText() {
    sampled(PoolMetric.ACTIVE_TASKS, new double[2_880]);
    String[] words =
        ("$TargetDedicatedNodes = ; a b ( ) + - * / < > ! ? : . , && || == != 1 0 2.5 1e9 \"x\" \""
                + " max( vec( avg( time( val( percentile( stop() $PendingTasks .GetSample("
                + " .GetSamplePercent( .HistoryBeginTime() $CPUPercent TimeInterval_Year .day // /* */"
                + " \n \u0000 ü $ $NodeDeallocationOption requeue 99999999999999999999 ")
            .split(" ", -1);
    Random random = new Random(11);
    assertTimeoutPreemptively(
        ofSeconds(20),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            StringBuilder text =
                new StringBuilder(random.nextBoolean() ? "$TargetDedicatedNodes = " : "");
            for (int length = random.nextInt(40); length > 0; length--) {
              text.append(words[random.nextInt(words.length)])
                  .append(random.nextBoolean() ? " " : "");
            }
            try {
              Pool.Capacity target = evaluate(text.toString()).target();
              assertThat(target.dedicated()).isBetween(0, Pool.MOST_NODES);
            } catch (FormulaException e) {
              assertThat(e.getMessage()).startsWith("Line ");
            }
          }
        });
    String costly = "a = $ActiveTasks.GetSample(2880);" + "b = a + a * a - a / 3 + a;".repeat(90);
    assertTimeoutPreemptively(ofSeconds(2), () -> evaluate(costly));
  }
}
