package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.linear.LinearSetup;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linear classification as a Spark job with two workers, on generated pictures. */
@Tag("slow")
final class LinearJobTest {

  @TempDir static Path folder;
  private static LinearSetup setup;

  @BeforeAll
  static void write() {
    setup = LinearSetup.in(folder);
  }

  @Test
  void wholeJobLeavesTables() throws Exception {
    LinearConfig config = setup.config("job", 2, Map.of("peer", "1"));
    String text = TrainingJob.linear(config).run(false);
    assertTrue(text.contains("peer 1 "), text);
    assertTrue(text.contains("untrained "), text);
    List<Row> rows =
        TestSpark.session().read().parquet(config.output() + "/results.parquet").collectAsList();
    assertEquals(6, rows.size());
    assertEquals("1", rows.get(0).getString(0));
    assertEquals(3, rows.get(5).getInt(1));
    assertEquals(130, rows.get(5).getLong(5));
    String confusion = config.output() + "/confusion-untrained.json";
    long images =
        TestSpark.session().read().json(confusion).agg(Map.of("images", "sum")).first().getLong(0);
    assertEquals(130, images);
    String metrics = Files.readString(Path.of(config.output(), "metrics.jsonl"));
    assertTrue(metrics.contains("\"kind\":\"done\""), metrics);
    assertEquals(text, TrainingJob.linear(config).run(false)); // there is nothing left to do
  }

  @Test
  void fineTuningGoesTheSameWay() throws Exception {
    String[] small = {"peer=0", "ranks.workers=2", "optimizer.epochs=1", "data.label_fraction=0.5"};
    FinetuneConfig config = setup.finetuning(folder.resolve("finetune"), small);
    String plan = TrainingJob.linear(config).run(true);
    assertTrue(plan.contains("peers [0] and a control from initial weights"), plan);
    assertTrue(plan.contains("each trained with its resnet8"), plan);
    String text = TrainingJob.linear(config).run(false);
    assertTrue(text.contains("peer 0 ") && text.contains("scratch "), text);
    List<Row> rows =
        TestSpark.session().read().parquet(config.output() + "/results.parquet").collectAsList();
    assertEquals(2, rows.size());
    assertEquals("scratch", rows.get(1).getString(0));
    FinetuneConfig others =
        setup.finetuning(
            folder.resolve("finetune"), "peer=0", "optimizer.epochs=1", "data.label_fraction=0.4");
    UserError error = assertThrows(UserError.class, () -> TrainingJob.linear(others).run(true));
    assertTrue(
        error.getMessage().contains("data.label_fraction was 0.5, is 0.4"), error.getMessage());
  }

  @Test
  void dryRunTellsThePlanAndLeavesNothing() throws Exception {
    LinearConfig config = setup.config("plan", 2, Map.of());
    String plan = TrainingJob.linear(config).run(true);
    assertTrue(plan.contains("200 pictures of 8 classes, 130 to validate"), plan);
    assertTrue(plan.contains("7 an epoch, 3 epochs: 21 steps"), plan);
    assertTrue(plan.contains("peers [0, 1] and an untrained control"), plan);
    assertTrue(plan.contains("3 with 520 parameters each"), plan);
    assertFalse(Files.exists(Path.of(config.output(), "metrics.jsonl")));
  }

  @Test
  void allProblemsAtOnce() {
    Map<String, Object> wrong =
        Map.of(
            "pretrained",
            setup.path("nowhere"),
            "data",
            setup.data(Map.of("test", "/no/test.bin")));
    LinearConfig config = setup.config("wrong", 2, wrong);
    UserError error = assertThrows(UserError.class, () -> TrainingJob.linear(config).run(false));
    assertTrue(error.getMessage().startsWith("2 problems:"), error.getMessage());
    assertTrue(error.getMessage().contains("- data.test: /no/test.bin does not exist"));
    assertTrue(error.getMessage().contains("- pretrained: Checkpoint file:"));
  }

  @Test
  void peerThatDoesNotExist() {
    LinearConfig config = setup.config("peer", 2, Map.of("peer", "2"));
    UserError error = assertThrows(UserError.class, () -> TrainingJob.linear(config).run(true));
    assertTrue(error.getMessage().startsWith("pretrained: peer is 2, but "), error.getMessage());
    assertTrue(error.getMessage().endsWith("has N = 2 peers: choose 0 to 1, or all."));
  }

  @Test
  void otherConfigurationMayNotGoOn() throws Exception {
    Map<String, Object> small = Map.of("peer", "0", "untrained_control", false);
    TrainingJob.linear(setup.config("changed", 1, small)).run(false);
    LinearConfig other =
        setup.config("changed", 1, Map.of("peer", "0", "untrained_control", false, "seed", 5));
    UserError error = assertThrows(UserError.class, () -> TrainingJob.linear(other).run(false));
    assertTrue(
        error.getMessage().contains("was written under another configuration: seed was 0, is 5."),
        error.getMessage());
  }
}
