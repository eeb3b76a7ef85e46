package mclspark.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server hears of a run, and what a run hears of a server. */
final class MlflowTrackingTest {

  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));
  private static final String RUN =
      "{\"kind\":\"run\",\"time\":\"%s\",\"config\":{\"seed\":3,\"moco\":{\"temperature\":0.07},"
          + "\"list\":[1,2]}}";

  @TempDir Path folder;
  private FakeMlflow server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static MlflowConfig config(String uri, boolean logModel) {
    return new MlflowConfig(
        uri, "pictures", "", "team=a, for=b", "x/", logModel, logModel ? "net" : "", "challenger");
  }

  private TrackedRun tracked(MlflowConfig config, Map<String, String> environment) {
    return new TrackedRun(
        config,
        "night",
        folder.toString(),
        new Configuration(),
        environment,
        () -> {
          Files.writeString(folder.resolve("report.html"), "<html>");
          return "report.html";
        });
  }

  private String write(String... lines) {
    try {
      Files.writeString(
          folder.resolve("metrics.jsonl"),
          String.join("\n", lines) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return "done";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String step(int step, double loss) {
    return "{\"kind\":\"step\",\"epoch\":0,\"step\":%d,\"loss\":%s}".formatted(step, loss);
  }

  @Test
  void parametersMetricsAndFilesArrive() throws Exception {
    Files.createDirectories(folder.resolve("export"));
    Files.writeString(folder.resolve("export/peer-0.onnx"), "onnx");
    MlflowTracking.around(
        tracked(config(server.address(), true), Map.of("MLFLOW_TRACKING_TOKEN", "t0ken")),
        PATIENCE,
        () ->
            write(
                RUN.formatted("a"),
                step(0, 1.5),
                step(10, 1.25),
                "{\"kind\":\"knn\",\"epoch\":0,\"step\":11,\"peer\":\"0\",\"top1\":40.5}"));
    assertEquals(
        Map.of("seed", "3", "moco.temperature", "0.07", "list", "[1,2]"), server.parameters);
    assertEquals(List.of("0: 1.5", "10: 1.25"), server.metrics.get("x/step/loss"));
    assertEquals(List.of("10: 40.5"), server.metrics.get("x/knn/top1/peer_0"));
    assertEquals("b", server.tags.get("for"));
    assertEquals("3", server.tags.get("alias challenger"));
    assertEquals("<html>", artifact("report.html"));
    assertTrue(artifact("config.yaml").contains("temperature: 0.07"));
    assertEquals("onnx", artifact("model/peer-0/model.onnx"));
    assertTrue(artifact("model/peer-0/MLmodel").contains("loader_module: mlflow.onnx"));
    assertEquals(List.of("FINISHED"), server.statuses);
    assertEquals(List.of("Bearer t0ken"), server.authorizations.stream().distinct().toList());
    assertFalse(Files.readString(folder.resolve("mlflow.json")).contains("t0ken"));
  }

  private String artifact(String name) {
    byte[] content = server.artifacts.get("7/run1/artifacts/" + name);
    assertTrue(content != null, name + " among " + server.artifacts.keySet());
    return new String(content, StandardCharsets.UTF_8);
  }

  /** What an alias points to must not change because a run goes on. */
  @Test
  void aVersionKeepsItsNetworkWhenItsRunIsResumed() throws Exception {
    TrackedRun tracked = tracked(config(server.address(), true), Map.of());
    for (String network : List.of("first", "second")) {
      Files.createDirectories(folder.resolve("export"));
      Files.writeString(folder.resolve("export/peer-0.onnx"), network);
      MlflowTracking.around(tracked, PATIENCE, () -> write(RUN.formatted("a"), step(0, 2)));
    }
    List<String> networks =
        server.sources.stream()
            .map(source -> source.replace("mlflow-artifacts:/7/run1/artifacts/", ""))
            .map(path -> artifact(path + "/model.onnx"))
            .toList();
    assertEquals(List.of("first", "second"), networks);
    assertEquals("second", artifact("model/peer-0/model.onnx"));
  }

  /** A resumed run goes on as the same one; one that begins anew is another. */
  @Test
  void aResumedRunIsTheSameRunThere() throws Exception {
    TrackedRun tracked = tracked(config(server.address(), false), Map.of());
    MlflowTracking.around(tracked, PATIENCE, () -> write(RUN.formatted("a"), step(0, 2)));
    MlflowTracking.around(tracked, PATIENCE, () -> write(RUN.formatted("b"), step(10, 1)));
    assertEquals(List.of("0: 2.0", "10: 1.0"), server.metrics.get("x/step/loss"));
    assertEquals(1, count("mlflow/runs/create"));
    assertEquals(List.of("FINISHED", "RUNNING", "FINISHED"), server.statuses);
    MlflowTracking.around(
        tracked,
        PATIENCE,
        () -> {
          assertTrue(folder.resolve("metrics.jsonl").toFile().delete());
          return write(RUN.formatted("c"), step(0, 3));
        });
    assertEquals(2, count("mlflow/runs/create"));
    assertTrue(Files.readString(folder.resolve("mlflow.json")).contains("\"run2\""));
  }

  private long count(String call) {
    return server.calls().stream().filter(call::equals).count();
  }

  @Test
  void linesAfterACutToACheckpointComeOnce() throws Exception {
    write(RUN.formatted("a"), step(0, 2), step(10, 1.5), step(20, 1.25), step(30, 1.125));
    GrowingFile file =
        new GrowingFile(
            new org.apache.hadoop.fs.Path(folder.resolve("metrics.jsonl").toUri()),
            new Configuration());
    assertEquals(List.of(), file.look());
    write(step(40, 1));
    assertEquals(List.of(step(40, 1)), file.look());
    assertEquals(List.of(step(40, 1)), file.look());
    file.taken();
    assertEquals(List.of(), file.look());
    String run = RUN.formatted("a");
    Files.writeString(folder.resolve("metrics.jsonl"), run + "\n" + step(0, 2) + "\n");
    write("{\"kind\":\"run\"}", step(10, 1.5));
    assertEquals(List.of("{\"kind\":\"run\"}", step(10, 1.5)), file.look());
    assertFalse(file.isAnew());
    Files.writeString(folder.resolve("metrics.jsonl"), RUN.formatted("b") + "\n");
    assertEquals(List.of(RUN.formatted("b")), file.look());
    assertTrue(file.isAnew());
  }

  /** A resumed run drops few lines, and its first new one is long. */
  @Test
  void aFileThatWasCutAndHasGrownIsReadFromItsNewStart() throws Exception {
    write(RUN.formatted("a"), step(0, 2), step(10, 1.5), "{\"kind\":\"done\"}");
    GrowingFile file =
        new GrowingFile(
            new org.apache.hadoop.fs.Path(folder.resolve("metrics.jsonl").toUri()),
            new Configuration());
    assertEquals(List.of(), file.look());
    Files.delete(folder.resolve("metrics.jsonl"));
    write(RUN.formatted("a"), step(0, 2), step(10, 1.5), RUN.formatted("b"), step(20, 1));
    assertEquals(List.of(RUN.formatted("b"), step(20, 1)), file.look());
    file.taken();
    write(step(30, 1));
    assertEquals(List.of(step(30, 1)), file.look());
    assertFalse(file.isAnew());
  }

  @Test
  void aMissingServerIsNoTrouble() throws Exception {
    String address = server.address();
    server.close();
    assertEquals(
        "done",
        MlflowTracking.around(
            tracked(config(address, false), Map.of()),
            PATIENCE,
            () -> write(RUN.formatted("a"), step(0, 2))));
  }

  /** Nothing of it is kept, and no second run is begun. */
  @Test
  void anIdThatNoMlflowGivesIsNoTrouble() throws Exception {
    server.answers.put("mlflow/runs/create", "{\"run\":{\"info\":{\"run_id\":\"../../etc\"}}}");
    assertEquals(
        "done",
        MlflowTracking.around(
            tracked(config(server.address(), false), Map.of()),
            PATIENCE,
            () -> write(RUN.formatted("a"), step(0, 2))));
    assertFalse(Files.exists(folder.resolve("mlflow.json")));
    assertEquals(1, count("mlflow/runs/create"));
    assertEquals(0, count("mlflow/runs/log-batch"));
  }

  @Test
  void aSlowServerHoldsNoRunUp() throws Exception {
    server.delayMillis = 60_000;
    Patience little =
        new Patience(
            Duration.ofMillis(50),
            Duration.ofMillis(10),
            Duration.ofMillis(10),
            Duration.ofMillis(300),
            Duration.ofMillis(300));
    assertEquals(
        "done",
        MlflowTracking.around(
            tracked(config(server.address(), false), Map.of()),
            little,
            () -> write(RUN.formatted("a"), step(0, 2))));
    assertEquals(Map.of(), server.metrics);
  }

  @Test
  void aServerThatFailsForATimeGetsAllOfIt() throws Exception {
    server.failing = 3;
    MlflowTracking.around(
        tracked(config(server.address(), false), Map.of()),
        PATIENCE,
        () -> {
          write(RUN.formatted("a"), step(0, 2));
          while (server.failing > 0 || server.metrics.isEmpty()) {
            Thread.sleep(10);
          }
          return write(step(10, 1));
        });
    assertEquals(List.of("0: 2.0", "10: 1.0"), server.metrics.get("x/step/loss"));
    assertEquals(List.of("FINISHED"), server.statuses);
  }

  @Test
  void theEndOfARunIsTold() throws Exception {
    TrackedRun tracked = tracked(config(server.address(), false), Map.of());
    assertThrows(
        InterruptedException.class,
        () ->
            MlflowTracking.around(
                tracked,
                PATIENCE,
                () -> {
                  write(RUN.formatted("a"), step(0, 2));
                  throw new InterruptedException("stopped");
                }));
    assertThrows(
        IllegalStateException.class,
        () ->
            MlflowTracking.around(
                tracked,
                PATIENCE,
                () -> {
                  write(RUN.formatted("b"), step(1, 2));
                  throw new IllegalStateException("a bug");
                }));
    assertEquals(List.of("KILLED", "RUNNING", "FAILED"), server.statuses);
    assertEquals(Map.of(), server.artifacts);
  }

  @Test
  void aTokenLosesItsEndOfLineAndAnImpossibleOneIsNotSent() {
    assertEquals("Bearer t0ken", authorization("t0ken\n"));
    assertEquals("", authorization("t0\nken"));
  }

  private static String authorization(String token) {
    return MlflowServer.authorization(Map.of("MLFLOW_TRACKING_TOKEN", token));
  }

  @Test
  void theEnvironmentOfMlflowsClientsIsHeard() throws Exception {
    MlflowConfig none = new MlflowConfig("", "", "", "", "", false, "", "");
    Map<String, String> environment =
        Map.of(
            "MLFLOW_TRACKING_URI", server.address(),
            "MLFLOW_RUN_ID", "run9",
            "MLFLOW_TRACKING_USERNAME", "u",
            "MLFLOW_TRACKING_PASSWORD", "p");
    TrackedRun tracked = tracked(none, environment);
    MlflowTracking.around(tracked, PATIENCE, () -> write(RUN.formatted("a"), step(0, 2)));
    assertEquals(0, count("mlflow/runs/create"));
    assertEquals(List.of("0: 2.0"), server.metrics.get("step/loss"));
    assertEquals("Basic dTpw", server.authorizations.get(0));
    assertFalse(tracked.toString().contains("dTpw") || tracked.toString().contains("PASSWORD"));
    assertEquals("done", MlflowTracking.around(tracked(none, Map.of()), PATIENCE, () -> "done"));
  }

  /** As when two jobs of a pipeline tell of the same run. */
  @Test
  void aGivenRunKeepsItsParametersAndGetsTheRest() throws Exception {
    server.parameters.put("seed", "4");
    MlflowTracking.around(
        tracked(config(server.address(), false), Map.of("MLFLOW_RUN_ID", "run9")),
        PATIENCE,
        () -> write(RUN.formatted("a"), step(0, 2)));
    assertEquals(
        Map.of("seed", "4", "moco.temperature", "0.07", "list", "[1,2]"), server.parameters);
    assertEquals(List.of("0: 2.0"), server.metrics.get("x/step/loss"));
    assertEquals(List.of("RUNNING", "FINISHED"), server.statuses);
  }

  /** Only then: while the job goes on, so does the run there. */
  @Test
  void aRunWhoseMetricsAreRefusedEndsWithTheJob() throws Exception {
    MlflowConfig wrong = new MlflowConfig(server.address(), "", "", "", "!", false, "", "");
    MlflowTracking.around(
        tracked(wrong, Map.of()),
        PATIENCE,
        () -> {
          write(RUN.formatted("a"), step(0, 2));
          while (count("mlflow/runs/log-batch") < 2) {
            Thread.sleep(10);
          }
          Thread.sleep(200); // time for a wrong end
          assertEquals(List.of(), server.statuses);
          return write(step(10, 1));
        });
    assertEquals(List.of("FINISHED"), server.statuses);
    assertEquals(2, count("mlflow/runs/log-batch"));
    assertEquals(Map.of(), server.metrics);
  }

  @Test
  void manyMetricsGoInSeveralCalls() throws Exception {
    String[] lines = new String[2501];
    lines[0] = RUN.formatted("a");
    for (int i = 1; i < lines.length; i++) {
      lines[i] = step(i, i);
    }
    MlflowTracking.around(
        tracked(config(server.address(), false), Map.of()), PATIENCE, () -> write(lines));
    assertEquals(2500, server.metrics.get("x/step/loss").size());
  }
}
