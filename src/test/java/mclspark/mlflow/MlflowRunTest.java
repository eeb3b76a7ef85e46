package mclspark.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as the answer of an MLflow. */
final class MlflowRunTest {

  private FakeMlflow server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private MlflowRun begin() throws MlflowException {
    return MlflowRun.begin(
        new MlflowServer(URI.create(server.address()), "", Duration.ofSeconds(20)),
        "pictures",
        "night",
        Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "mlflow/experiments/get-by-name | {} | true | its answer has no id of the experiment;",
        "mlflow/experiments/create | {} | true | its answer has no id of the experiment;",
        "mlflow/runs/create | {} | true | its answer has no id of the run;",
        "mlflow/runs/create | [] | true | its answer has no id of the run;",
        "mlflow/experiments/get-by-name | <html>Login</html> | false | its answer is no JSON;",
        "mlflow/runs/create | <html>Login</html> | false | its answer is no JSON;"
      })
  void anAnswerWithoutWhatWasAskedForIsNoMlflows(
      String call, String answer, boolean lasting, String sentence) {
    server.answers.put(call, answer);
    MlflowException refusal = assertThrows(MlflowException.class, this::begin);
    assertEquals(
        "what answers there is no MLflow: "
            + sentence
            + " check the address (mlflow.tracking_uri or MLFLOW_TRACKING_URI) and whether a proxy"
            + " wants a login first",
        refusal.getMessage());
    assertEquals(lasting, refusal.lasts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../etc\\n\\u001b[31m",
        "a/b",
        "a b",
        "id\\n",
        "\u00e9",
        "00000000000000000000000000000000000000000000000000000000000000000"
      })
  void idsThatNoMlflowGivesAreRefusedAndNotRepeated(String id) {
    server.answers.put("mlflow/runs/create", "{\"run\":{\"info\":{\"run_id\":\"" + id + "\"}}}");
    MlflowException refusal = assertThrows(MlflowException.class, this::begin);
    assertTrue(refusal.getMessage().contains("no MLflow: its answer has no valid id of the"));
    assertFalse(refusal.getMessage().contains("etc"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789abcdef0123456789abcdef", "r-1_B"})
  void idsOfLettersAndDigitsAreTaken(String id) throws Exception {
    server.answers.put("mlflow/runs/create", "{\"run\":{\"info\":{\"run_id\":\"" + id + "\"}}}");
    assertEquals(id, begin().id());
  }

  @Test
  void othersWordsReachNoTerminalAsCommands() {
    assertEquals(
        "it answers 400 (a [31m  b)",
        new MlflowException(400, "a\u001b[31m\u009b\nb").getMessage());
  }
}
