package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.checkpoint.FaultyFileSystem;
import mclspark.metrics.EventRecords.Record;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorBoardLogTest {

  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tensorboard"))) {
      return files.sorted().toList();
    }
  }

  private TensorBoardLog open(long stepsDone) {
    return TensorBoardLog.open(folder.toString(), new Configuration(), stepsDone);
  }

  private static void append(TensorBoardLog log, MetricsEvent event) {
    log.append(MetricsLog.tree(event));
  }

  private static MetricsEvent.Evaluation evaluation() {
    return new MetricsEvent.Evaluation(
        0, 6, List.of(8.5, 9.5), 10, List.of(28.0, 29.0), 30, 7, 100);
  }

  @Test
  void curvesByKindAndPeer() throws IOException {
    try (TensorBoardLog log = open(0)) {
      append(log, evaluation());
      append(log, new MetricsEvent.Knn(1, 6, "1", 20, 0.07, 33, 2000));
      append(log, new MetricsEvent.Linear("untrained", 3, 9, 30, 2, 20, 2.5, 19, 55, 100, 21));
      append(log, new MetricsEvent.Warning(7, "no curve"));
      append(log, new MetricsEvent.Checkpoint(7, 0, "there", 5, 0.5));
    }
    assertEquals(
        List.of(
            new Record(0, true, Map.of()),
            new Record(
                5,
                false,
                Map.of(
                    "evaluation/top1/peer_0", 8.5f,
                    "evaluation/top1/peer_1", 9.5f,
                    "evaluation/ensemble_top1", 10f,
                    "evaluation/top5/peer_0", 28f,
                    "evaluation/top5/peer_1", 29f,
                    "evaluation/ensemble_top5", 30f,
                    "evaluation/loss", 7f)),
            new Record(5, false, Map.of("knn/top1/peer_1", 33f)),
            new Record(
                8,
                false,
                Map.of(
                    "linear/lr/untrained", 30f,
                    "linear/train_loss/untrained", 2f,
                    "linear/train_top1/untrained", 20f,
                    "linear/loss/untrained", 2.5f,
                    "linear/top1/untrained", 19f,
                    "linear/top5/untrained", 55f,
                    "linear/best_top1/untrained", 21f))),
        EventRecords.read(files().get(0)));
  }

  @Test
  void everyEventCanBeReadAtOnce() throws IOException {
    try (TensorBoardLog log = open(0)) {
      append(log, evaluation());
      assertEquals(2, EventRecords.read(files().get(0)).size());
    }
  }

  /** Every start has a file of its own, until a run starts anew. */
  @Test
  void everyStartHasAFile() throws IOException {
    open(0).close();
    open(300).close();
    List<Path> both = files();
    assertEquals(2, both.size());
    assertTrue(both.get(0).getFileName().toString().startsWith("events.out.tfevents."));
    assertEquals(List.of(new Record(300, true, Map.of())), EventRecords.read(both.get(1)));
    TensorBoardLog.discard(folder.toString(), new Configuration());
    TensorBoardLog.discard(folder.toString(), new Configuration());
    assertFalse(Files.exists(folder.resolve("tensorboard")));
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws IOException {
    Files.createFile(folder.resolve("tensorboard"));
    UserError error = assertThrows(UserError.class, () -> open(300));
    assertTrue(error.getMessage().contains("/tensorboard: "), error.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"CRASH", "FULL_DISK"})
  void aFailureInMidRunCostsTheCurvesOnly(FaultyFileSystem.Fault fault) {
    int begun = 0;
    for (int healthy = 0; healthy < 20; healthy++) {
      FaultyFileSystem files = new FaultyFileSystem(fault, healthy);
      var run = new org.apache.hadoop.fs.Path(folder.resolve("run-" + healthy).toString());
      try (TensorBoardLog log = TensorBoardLog.open(files, run, 0)) {
        begun++;
        append(log, evaluation());
        append(log, evaluation());
      } catch (UserError e) {
        assertEquals(0, begun, e.getMessage()); // not even the file could be made
      }
    }
    assertTrue(begun > 0);
  }

  /** The steps of a whole run are those of its metrics file. */
  @Test
  void aRunWritesItsSteps() throws Exception {
    Path data = SmallRuns.pictures(Files.createDirectories(folder.resolve("data")));
    PretrainConfig config =
        SmallRuns.config(data, folder, "optimizer.epochs=1", "log.tensorboard=true");
    SmallRuns.run(config, "", () -> {});
    List<Float> losses = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    for (Record each : EventRecords.read(files().get(0))) {
      if (each.scalars().containsKey("step/loss")) {
        losses.add(each.scalars().get("step/loss"));
        steps.add(each.step());
      }
    }
    List<Float> written = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.get("kind").asText().equals("step")) {
        written.add((float) event.get("loss").asDouble());
      }
    }
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), steps);
    assertEquals(written, losses);
  }
}
