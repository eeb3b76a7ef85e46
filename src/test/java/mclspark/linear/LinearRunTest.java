package mclspark.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.Snapshots;
import mclspark.dataset.PictureListing;
import mclspark.metrics.SkippedFile;
import mclspark.pretrain.SmallRuns;
import mclspark.run.ListingWithGaps;
import mclspark.run.PlainColours;
import mclspark.run.RunData;
import mclspark.run.RunMetrics;
import mclspark.run.StopSignal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of linear classification on generated pictures. */
@Tag("slow")
final class LinearRunTest {

  private static final StopSignal GO_ON = () -> {};

  @TempDir static Path folder;
  private static LinearSetup setup;
  private static LinearConfig reference;
  private static LinearResult result;

  @BeforeAll
  static void runOnce() throws Exception {
    setup = LinearSetup.in(folder);
    reference = setup.config("reference", 1, Map.of());
    result = setup.run(reference, "", GO_ON).get(0);
  }

  @Test
  void scoresEveryPeerAndTheControlOnAllPictures() {
    assertEquals(
        List.of("0", "1", "untrained"), result.peers().stream().map(p -> p.name()).toList());
    assertEquals(21, result.steps()); // 100 pictures a rank in batches of 16: 7 steps, 3 epochs
    for (LinearResult.Peer peer : result.peers()) {
      assertEquals(3, peer.epochs().size());
      peer.epochs().forEach(score -> assertEquals(LinearSetup.TEST, score.images()));
      peer.epochs().forEach(score -> assertEquals(LinearSetup.TRAIN, score.trainRows()));
      assertTrue(peer.best().top1() >= peer.last().top1());
    }
  }

  @Test
  void learnsWhatIsEasy() throws Exception {
    Map<String, Object> longer = Map.of("peer", "0", "optimizer", LinearSetup.optimizer(6, 0.1));
    LinearConfig config = setup.config("easy", 2, longer);
    RunData colours = new RunData(new PlainColours(200), new PlainColours(70));
    for (LinearResult.Peer peer : setup.run(config, colours, "", GO_ON).get(0).peers()) {
      assertTrue(peer.last().top1() > 70, peer.toString()); // a quarter is chance
      assertTrue(peer.last().trainTop1() > 70, peer.toString());
      assertTrue(peer.last().loss() < Math.log(4) / 2, peer.toString());
      assertEquals(100, peer.last().top5()); // of four classes
    }
  }

  /** In a plain map's order the file would have other bytes in every second JVM. */
  @Test
  void theOriginOfTheEncodersIsWrittenInOneOrder() {
    assertEquals(
        List.of(LinearState.ENCODERS, LinearState.ENCODERS_DIGEST),
        List.copyOf(setup.newest(reference).files().get(Snapshot.MODEL).metadata().keySet()));
  }

  @Test
  void confusionAddsUpToTheScores() {
    for (LinearResult.Peer peer : result.peers()) {
      long all = 0;
      long right = 0;
      for (int label = 0; label < 8; label++) {
        all += peer.confusion().get(label).stream().mapToLong(Long::longValue).sum();
        right += peer.confusion().get(label).get(label);
      }
      assertEquals(LinearSetup.TEST, all);
      assertEquals(peer.last().hits1(), right);
      assertTrue(peer.last().hits5() >= right);
    }
  }

  @Test
  void numberOfWorkersDoesNotChangeABit() throws Exception {
    LinearConfig config = setup.config("two", 2, Map.of());
    List<LinearResult> results = setup.run(config, "", GO_ON);
    assertSameState(setup.newest(reference), setup.newest(config));
    assertTrue(results.get(1).peers().isEmpty());
    for (int i = 0; i < 3; i++) {
      LinearResult.Peer one = result.peers().get(i);
      assertEquals(one.confusion(), results.get(0).peers().get(i).confusion());
      assertEquals(one.last().hits5(), results.get(0).peers().get(i).last().hits5());
    }
  }

  @Test
  void finishedRunTellsItsResultsAgain() throws Exception {
    LinearConfig config = setup.config("again", 1, Map.of("peer", "0"));
    LinearResult first = setup.run(config, "", GO_ON).get(0);
    LinearResult second = setup.run(config, newestPath(config), GO_ON).get(0);
    assertEquals(first.peers(), second.peers());
    assertEquals(1, lines(config, "done").size());
    assertEquals(2, lines(config, "confusion").size()); // peer 0 and the control, once each
  }

  @Test
  void onePeerWithoutControlHasTheBitsOfThatPeerAmongAll() throws Exception {
    Map<String, Object> only = Map.of("peer", "1", "untrained_control", false);
    LinearConfig config = setup.config("one", 1, only);
    LinearResult one = setup.run(config, "", GO_ON).get(0);
    assertEquals(List.of(result.peers().get(1)), one.peers());
  }

  @Test
  void peersDiffer() {
    assertFalse(result.peers().get(0).epochs().equals(result.peers().get(1).epochs()));
    assertFalse(result.peers().get(0).epochs().equals(result.peers().get(2).epochs()));
  }

  @Test
  void metricsTellTheRun() throws Exception {
    assertEquals("linear", lines(reference, "run").get(0).get("job").asText());
    assertEquals(7, lines(reference, "run").get(0).get("steps_per_epoch").asInt());
    assertEquals(9, lines(reference, "linear").size());
    JsonNode last = lines(reference, "linear").get(8);
    assertEquals("untrained", last.get("peer").asText());
    assertEquals(0.002, last.get("lr").asDouble(), 1e-9); // a milestone at epoch 2
    assertEquals(result.peers().get(2).best().top1(), last.get("best_top1").asDouble());
    assertEquals(3, lines(reference, "confusion").size());
    assertEquals(600, lines(reference, "done").get(0).get("images").asLong());
  }

  @Test
  void stepsTellLossAndSpeedOfAllEncoders() throws Exception {
    List<JsonNode> steps = lines(reference, "step");
    assertEquals(
        List.of(0L, 6L, 9L, 13L, 19L, 20L), // the first, every tenth, the last of each epoch
        steps.stream().map(step -> step.get("step").asLong()).toList());
    assertEquals(600, sum(steps, "images"));
    assertEquals(0.02, steps.get(0).get("lr").asDouble());
    for (JsonNode step : steps) {
      assertTrue(step.get("images_per_second").asDouble() > 0, step.toString());
      assertTrue(step.get("data_wait").asDouble() < 1, step.toString());
    }
    List<JsonNode> first = steps.subList(0, 2); // the seven steps of epoch 0
    List<JsonNode> scores = lines(reference, "linear").subList(0, 3);
    assertEquals(sum(scores, "train_loss") / 3, mean(first, "loss"), 1e-9);
    assertEquals(sum(scores, "train_top1") / 3, mean(first, "train_top1"), 1e-9);
    assertEquals(7, scores.get(0).get("step").asLong());
  }

  private static double sum(List<JsonNode> lines, String field) {
    return lines.stream().mapToDouble(line -> line.get(field).asDouble()).sum();
  }

  /** Weighted by pictures. */
  private static double mean(List<JsonNode> steps, String field) {
    return steps.stream()
            .mapToDouble(step -> step.get(field).asDouble() * step.get("images").asDouble())
            .sum()
        / sum(steps, "images");
  }

  @Test
  void brokenPicturesAreCountedNowhere() throws Exception {
    LinearConfig config = setup.config("broken", 2, Map.of("peer", "0"));
    RunData whole = setup.listing(config);
    PictureListing test = new ListingWithGaps(whole.test(), List.of(3, 70, 129));
    List<LinearResult> results = setup.run(config, new RunData(whole.train(), test), "", GO_ON);
    LinearScore score = results.get(0).peers().get(0).last();
    assertEquals(LinearSetup.TEST - 3, score.images());
    assertEquals(3, SkippedFile.write(config.output(), SmallRuns.HADOOP));
  }

  @Test
  void divergedLossNamesStepEncoderAndRate() {
    LinearConfig config =
        setup.config("diverged", 1, Map.of("optimizer", LinearSetup.optimizer(3, 1e38)));
    UserError failure = assertThrows(UserError.class, () -> setup.run(config, "", GO_ON));
    assertTrue(failure.getMessage().contains("Encoder 0: The loss is not finite"));
    assertTrue(failure.getMessage().contains("lower optimizer.lr"));
  }

  private static void assertSameState(Snapshot expected, Snapshot actual) {
    assertEquals(expected.progress(), actual.progress());
    for (String file : List.of(Snapshot.MODEL, Snapshot.OPTIMIZER, LinearState.BEST)) {
      Snapshots.assertSame(expected.files().get(file), actual.files().get(file));
    }
  }

  private static String newestPath(LinearConfig config) {
    return new CheckpointReader(LinearSetup.HADOOP).resolve(config.output()).path().toString();
  }

  private static List<JsonNode> lines(LinearConfig config, String kind) throws Exception {
    return RunMetrics.lines(Path.of(config.output()), kind);
  }
}
