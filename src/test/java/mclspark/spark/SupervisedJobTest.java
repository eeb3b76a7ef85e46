package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.CifarFormat;
import mclspark.dataset.shapes.ShapesGenerator;
import mclspark.dataset.shapes.ShapesSettings;
import mclspark.pretrain.SmallRuns;
import mclspark.storage.OutputLease;
import mclspark.supervised.PeerScore;
import mclspark.supervised.SmallSupervisedRuns;
import mclspark.supervised.SupervisedConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervised training as a whole job in local mode, two workers. */
@Tag("slow")
class SupervisedJobTest {

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path output;

  @BeforeAll
  static void makePictures() {
    data = SmallRuns.pictures(shared);
  }

  @BeforeEach
  void haveSpark() {
    TestSpark.session();
  }

  private SupervisedConfig config(String... overrides) {
    return SmallSupervisedRuns.config(data, output.resolve("run"), overrides);
  }

  /** Trains, is asked again and finds nothing to do; over TCP, with the bits of one worker. */
  @Test
  void trainsAndTests() throws Exception {
    SupervisedConfig config = config("ranks.workers=2", "collective.backend=tcp");
    String text = TrainingJob.supervised(config).run(false);
    assertTrue(text.contains("Best epoch ("), text);
    assertTrue(text.contains("Last epoch (1): top-1 of the peers "), text);
    assertTrue(text.contains("Done: 24 steps."), text);
    String again = TrainingJob.supervised(config).run(false);
    assertTrue(again.startsWith("Done before: 24 steps."), again);

    TestSpark.session();
    String run = output.resolve("run").toString();
    String table = new EvaluateJob(run, false, List.of()).run();
    PeerScore last =
        SmallSupervisedRuns.run(config("ranks.workers=1"), newest(run), () -> {})
            .get(0)
            .epochs()
            .get(1);
    assertTrue(table.contains("2 peers of resnet8"), table);
    assertTrue(table.contains(String.format("top-1 %6.2f", last.ensembleTop1())), table);
    assertTrue(
        table.contains(String.format("peer 1    top-1 %6.2f", last.peerTop1().get(1))), table);

    SmallSupervisedRuns.run(
        SmallSupervisedRuns.config(data, output.resolve("alone")), "", () -> {});
    assertEquals(
        SmallRuns.newest(output.resolve("alone")).manifest().files(),
        SmallRuns.newest(output.resolve("run")).manifest().files());
  }

  @Test
  void aDryRunSeesAnotherRunInItsOutput() throws Exception {
    String run = "file:" + output.resolve("run");
    assertTrue(TrainingJob.supervised(config()).run(true).startsWith("Plan of small"));
    UserError error =
        OutputLease.holding(
            run,
            SmallRuns.HADOOP,
            () -> assertThrows(UserError.class, () -> TrainingJob.supervised(config()).run(true)));
    String held = "output: " + run + " is in use by process " + ProcessHandle.current().pid();
    assertTrue(error.getMessage().startsWith(held), error.getMessage());
  }

  private static String newest(String run) {
    return SmallRuns.newest(Path.of(run)).path().toString();
  }

  @Test
  void evaluateRefusesWhatItCannotTest() throws Exception {
    SmallSupervisedRuns.run(config("optimizer.epochs=1"), "", () -> {});
    String run = output.resolve("run").toString();
    TestSpark.session();
    UserError none =
        assertThrows(
            UserError.class,
            () -> new EvaluateJob(run, false, List.of("data.test=/no/test.bin")).run());
    assertTrue(none.getMessage().contains("/no/test.bin does not exist"), none.getMessage());
    Path fewer = output.resolve("fewer");
    new ShapesGenerator(new ShapesSettings(3, 12, 6, 5, 1))
        .write(fewer.toString(), SmallRuns.HADOOP);
    UserError other =
        assertThrows(
            UserError.class,
            () -> new EvaluateJob(run, true, List.of("data.test=" + fewer + "/test.bin")).run());
    assertTrue(other.getMessage().contains("has other classes than file:"), other.getMessage());
  }

  /** The same pictures, whose classes are numbered backwards. */
  @Test
  void evaluateMatchesClassesByName() throws Exception {
    SmallSupervisedRuns.run(config("optimizer.epochs=1"), "", () -> {});
    String run = output.resolve("run").toString();
    Path other = Files.createDirectories(output.resolve("backwards"));
    List<String> names = new ArrayList<>(Files.readAllLines(data.resolve("fine_label_names.txt")));
    int last = names.size() - 1;
    byte[] records = Files.readAllBytes(data.resolve("test.bin"));
    for (int at = 1; at < records.length; at += CifarFormat.CIFAR100.recordBytes()) {
      records[at] = (byte) (last - records[at]);
    }
    Collections.reverse(names);
    Files.write(other.resolve("test.bin"), records);
    Files.write(other.resolve("fine_label_names.txt"), names);
    TestSpark.session();
    String here = new EvaluateJob(run, false, List.of()).run();
    TestSpark.session();
    String there = new EvaluateJob(run, false, List.of("data.test=" + other)).run();
    assertEquals(here, there);
  }

  @Test
  void aDryRunPlansAndLeavesNothing() throws Exception {
    String plan = TrainingJob.supervised(config("mcl.negatives=memory-bank")).run(true);
    assertTrue(plan.contains("96 pictures of 4 classes, 32 to test"), plan);
    assertTrue(plan.contains("12 an epoch, 2 epochs: 24 steps"), plan);
    assertTrue(plan.contains("2 peers of resnet8"), plan);
    assertFalse(Files.exists(output.resolve("run/metrics.jsonl")));
  }

  @Test
  void allProblemsAreListedAtOnce() {
    SupervisedConfig config = config("optimizer.batch_size=16", "data.test=/no/test.bin");
    UserError error =
        assertThrows(UserError.class, () -> TrainingJob.supervised(config).run(false));
    assertTrue(error.getMessage().startsWith("2 problems:"), error.getMessage());
    assertTrue(error.getMessage().contains("which takes 8 classes"), error.getMessage());
    assertTrue(error.getMessage().contains("/no/test.bin does not exist"), error.getMessage());
  }

  @Test
  void anotherArchitectureDoesNotGoOn() throws Exception {
    TrainingJob.supervised(config("optimizer.epochs=1")).run(false);
    TestSpark.session();
    SupervisedConfig other = config("optimizer.epochs=1", "model.arch=resnet14", "model.peers=3");
    UserError error = assertThrows(UserError.class, () -> TrainingJob.supervised(other).run(false));
    assertTrue(
        error.getMessage().contains("model.arch was resnet8, is resnet14"), error.getMessage());
    assertTrue(error.getMessage().contains("model.peers was 2, is 3"), error.getMessage());
  }
}
