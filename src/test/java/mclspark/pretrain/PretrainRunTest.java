package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.dataset.shapes.ShapesGenerator;
import mclspark.dataset.shapes.ShapesSettings;
import mclspark.metrics.SkippedFile;
import mclspark.run.DataSets;
import mclspark.run.RunMetrics;
import mclspark.run.StopSignal;
import mclspark.run.TrainingPictures;
import mclspark.storage.FileEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class PretrainRunTest {

  private static final StopSignal NEVER = () -> {};

  @TempDir static Path shared;
  private static Path data;
  private static Map<String, FileEntry> undisturbed;

  @TempDir Path output;

  @BeforeAll
  static void runOnce() throws Exception {
    data = SmallRuns.pictures(shared.resolve("pictures"));
    Path run = shared.resolve("run");
    SmallRuns.run(SmallRuns.config(data, run), "", NEVER);
    undisturbed = SmallRuns.newest(run).manifest().files();
  }

  /** Stopped while kNN is measured after the first epoch, of which nothing was saved before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aStopDuringAnEvaluationIsSaved(int everyEpochs) throws Exception {
    String saved = "checkpoint.every_epochs=" + everyEpochs;
    PretrainConfig config = SmallRuns.config(data, output, "knn.every_epochs=1", saved);
    AtomicBoolean evaluating = new AtomicBoolean();
    StopSignal inTheSecondEvaluation =
        new StopSignal() {
          @Override
          public void check() { // the next to ask after an epoch is its evaluation
            evaluating.set(RunMetrics.reached(output, "epoch", 0));
          }

          @Override
          public boolean wantsEnd() {
            return evaluating.get();
          }
        };
    assertTrue(SmallRuns.outcomes(config, "", inTheSecondEvaluation).get(0).stopped());
    assertEquals(6, SmallRuns.newest(output).manifest().progress().globalStep());
    assertEquals(1, lines("checkpoint").size());
    SmallRuns.run(config, SmallRuns.newest(output).path().toString(), NEVER);
    assertEquals(undisturbed, SmallRuns.newest(output).manifest().files());
    assertEquals(6, lines("knn").size());
  }

  /** One worker has a batch of features more than the other: both ask equally often. */
  @Test
  void aStopIsAgreedOnWhereSharesOfAnEvaluationDiffer() throws Exception {
    Path odd = output.resolve("pictures");
    new ShapesGenerator(new ShapesSettings(4, 257, 257, 5, 1))
        .write(odd.toString(), SmallRuns.HADOOP);
    Path run = output.resolve("run");
    PretrainConfig config = SmallRuns.config(odd, run, "ranks.workers=2", "optimizer.epochs=1");
    assertFalse(SmallRuns.outcomes(config, "", NEVER).get(1).stopped());
    assertEquals(4, RunMetrics.lines(run, "knn").size());
  }

  @Test
  void metricsTellNeighboursAndExamples() throws Exception {
    SmallRuns.run(SmallRuns.config(data, output), "", NEVER);
    assertEquals(4, lines("knn").size());
    assertTrue(Files.size(output.resolve("examples/pairs.png")) > 0);
    assertTrue(Files.size(output.resolve("examples/neighbours.png")) > 0);
  }

  @Test
  void theLastStepsOfAnEpochAreInTheMetricsToo() throws Exception {
    SmallRuns.run(SmallRuns.config(data, output, "log.every_steps=4"), "", NEVER);
    assertEquals(List.of("0", "3", "5", "7", "11"), values("step", "step"));
  }

  @Test
  void aLossThatDivergesStopsTheRunInWords() {
    PretrainConfig config =
        SmallRuns.config(data, output, "optimizer.lr=1e30", "optimizer.schedule=step");
    UserError error = assertThrows(UserError.class, () -> SmallRuns.run(config, "", NEVER));
    assertTrue(
        error
            .getMessage()
            .matches(
                "(?s)Step \\d+ \\(epoch 0\\): \\w+ of rank \\d+ is not finite,"
                    + " at learning rate 1.0E30.*lower optimizer.lr.*"),
        error.getMessage());
  }

  /** A failure between the last checkpoint and its kNN must not cost the kNN. */
  @Test
  void kNearestNeighboursThatAFailureLostAreMeasuredAgain() throws Exception {
    StopSignal inTheLastEvaluation = RunMetrics.failAfter(output, "epoch", 1);
    PretrainConfig config = SmallRuns.config(data, output);
    assertThrows(RunMetrics.Stopped.class, () -> SmallRuns.run(config, "", inTheLastEvaluation));
    Checkpoint last = SmallRuns.newest(output);
    assertEquals(12, last.manifest().progress().globalStep());
    assertEquals(2, lines("knn").size());

    SmallRuns.run(config, last.path().toString(), NEVER);
    assertEquals(4, lines("knn").size());
    assertEquals(2, lines("run").size());
    assertEquals(1, lines("done").size());
  }

  @Test
  void stepsTellOfAllThePicturesBetweenThem() throws Exception {
    SmallRuns.run(SmallRuns.config(data, output, "log.every_steps=4"), "", NEVER);
    long images = 0;
    for (String value : values("step", "images")) {
      images += Long.parseLong(value);
    }
    assertEquals(12 * 16, images);
    assertEquals("96", values("epoch", "images").get(1));
  }

  @Test
  void withoutShufflingTheBitsAreOthers() throws Exception {
    SmallRuns.run(SmallRuns.config(data, output, "moco.shuffle=false"), "", NEVER);
    assertNotEquals(undisturbed, SmallRuns.newest(output).manifest().files());
  }

  /** The loss of the only step is finite; what its update makes of the parameters is not. */
  @Test
  void parametersThatDivergedAreNotSaved() {
    PretrainConfig config =
        SmallRuns.config(
            data,
            output,
            "optimizer.lr=1e30",
            "optimizer.schedule=step",
            "optimizer.epochs=1",
            "optimizer.batch_size=96",
            "moco.queue_size=96");
    UserError error = assertThrows(UserError.class, () -> SmallRuns.run(config, "", NEVER));
    assertTrue(
        error.getMessage().contains("the parameters of peer 0 are no longer finite"),
        error.getMessage());
    assertTrue(Files.notExists(output.resolve("checkpoints")));
  }

  /** Two workers meet the same two broken files, in training and in kNN. */
  @Test
  void aPictureThatTwoWorkersCannotReadCountsOnce() throws Exception {
    Path folder = output.resolve("folder");
    for (int c = 0; c < 2; c++) {
      Path pictures = Files.createDirectories(folder.resolve("class" + c));
      for (int i = 0; i < 12; i++) {
        Files.write(pictures.resolve(i + ".png"), i == 5 ? new byte[] {1} : png(c * 12 + i));
      }
    }
    PretrainConfig config =
        SmallRuns.config(
            data,
            output.resolve("run"),
            "data.format=folder",
            "data.train=" + folder,
            "data.test=" + folder,
            "ranks.workers=2",
            "data.bad_picture_limit=4"); // two of them in training, two in testing
    SmallRuns.run(config, "", NEVER);
    output = output.resolve("run");
    List<String> paths = values("skipped", "path");
    assertEquals(2, paths.size(), paths.toString());
    assertEquals(2, SkippedFile.write(output.toString(), SmallRuns.HADOOP));
    assertEquals(3, Files.readAllLines(output.resolve("skipped.tsv")).size());
    Map<String, Long> counters = SmallRuns.newest(output).manifest().progress().counters();
    assertEquals(4L, counters.get("skipped_pictures"));
    assertEquals(
        DataSets.train(config.data(), SmallRuns.HADOOP).fingerprint(),
        counters.get(TrainingPictures.FINGERPRINT));
  }

  private static byte[] png(int colour) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600; i++) {
      image.setRGB(i % 40, i / 40, colour * 99_991 + i * 7);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** A field of every line of a kind. */
  private List<String> values(String kind, String field) throws IOException {
    return lines(kind).stream().map(line -> line.get(field).asText()).toList();
  }

  private List<JsonNode> lines(String kind) throws IOException {
    return RunMetrics.lines(output, kind);
  }
}
