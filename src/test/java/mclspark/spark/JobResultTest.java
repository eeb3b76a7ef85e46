package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.checkpoint.Champion;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.schedule.Launch;
import mclspark.schedule.RunResult;
import mclspark.schedule.RunStatus;
import mclspark.schedule.Slot;
import mclspark.schedule.Slots;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in {@code result.json} after a run, however it ended. */
@Tag("slow")
class JobResultTest {

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;
  private Path output;

  @BeforeAll
  static void makePictures() {
    data = SmallRuns.pictures(shared);
  }

  @BeforeEach
  void haveSpark() {
    TestSpark.session();
    output = folder.resolve("run");
  }

  private RunResult result() {
    return RunResult.read(output.toString(), SmallRuns.HADOOP).orElseThrow();
  }

  @Test
  void finishedRunTellsItsFruitsOnceMoreWhereTheyWereLost() throws Exception {
    PretrainConfig config = SmallRuns.config(data, output);
    String done = TrainingJob.pretrain(config).run(false);
    RunResult result = result();
    assertEquals(RunStatus.FINISHED, result.status());
    assertEquals(0, result.exitCode());
    assertEquals(done, result.message());
    assertEquals(List.of(12L, 2L, 2L), List.of(result.steps(), (long) result.epochs(), 2L));
    assertEquals(96, result.pictures());
    assertEquals(List.of("0", "1"), List.copyOf(result.accuracies().get("knn").keySet()));
    assertEquals(config.hash(), result.configFingerprint());
    assertEquals(SmallRuns.newest(output).path().toString(), result.checkpoint());
    assertEquals(2, result.exports().size());
    assertTrue(result.exports().get(1).endsWith("export/peer-1.safetensors"), "exports");
    assertEquals("4.", result.versions().get("spark").substring(0, 2));

    Files.delete(output.resolve("result.json")); // killed before it was written
    Files.delete(output.resolve("export/peer-1.safetensors"));
    TrainingJob.pretrain(config).run(false);
    assertEquals(RunStatus.FINISHED, result().status());
    assertEquals(result.dataFingerprint(), result().dataFingerprint());
    assertTrue(Files.exists(output.resolve("export/peer-1.safetensors")));

    Path file = output.resolve("result.json"); // stopped between its last step and its end
    Files.writeString(file, Files.readString(file).replace("\"finished\"", "\"stopped\""));
    assertEquals(RunStatus.STOPPED, result().status());
    TrainingJob.pretrain(config).run(false);
    assertEquals(RunStatus.FINISHED, result().status());
  }

  /** The time is over before the first step is done. */
  @Test
  void runWhoseTimeIsUpIsSavedAndGoesOn() throws Exception {
    String[] limited = {"run.max_hours=0.0004", "optimizer.epochs=8", "knn.every_epochs=0"};
    PretrainConfig config = SmallRuns.config(data, output, limited);
    TimeUpException end =
        assertThrows(TimeUpException.class, () -> TrainingJob.pretrain(config).run(false));
    assertTrue(end.getMessage().startsWith("run.max_hours are over. Stopped"), end.getMessage());
    RunResult result = result();
    assertEquals(RunStatus.TIME_UP, result.status());
    assertEquals(5, result.exitCode());
    assertEquals(end.getMessage(), result.message());
    assertFalse(Files.exists(output.resolve("stop")));

    TestSpark.session();
    limited[0] = "run.max_hours=0";
    TrainingJob.pretrain(SmallRuns.config(data, output, limited)).run(false);
    assertEquals(RunStatus.FINISHED, result().status());
    assertEquals(48, result().steps());
  }

  @Test
  void failureIsWrittenButARefusalLeavesTheResultAlone() throws Exception {
    PretrainConfig diverges = SmallRuns.config(data, output, "optimizer.lr=1e38");
    UserError failure =
        assertThrows(UserError.class, () -> TrainingJob.pretrain(diverges).run(false));
    RunResult result = result();
    assertEquals(RunStatus.FAILED, result.status());
    assertEquals(2, result.exitCode());
    assertEquals(failure.getMessage(), result.message());
    assertEquals("", result.checkpoint());

    PretrainConfig refused = SmallRuns.config(folder.resolve("nowhere"), output);
    assertThrows(UserError.class, () -> TrainingJob.pretrain(refused).run(false));
    assertEquals(result, result());
  }

  private String runIn(String date, boolean ifChanged, PretrainConfig config) throws Exception {
    TestSpark.session();
    Slots slots = new Slots(config, SmallRuns.HADOOP);
    Launch launch = new Launch(false, ifChanged, Optional.of(Instant.parse(date + "T00:00:00Z")));
    Slot slot = slots.find(launch);
    output = Path.of(slot.output());
    PretrainConfig own = PretrainConfig.schema().with(config, Map.of("output", slot.output()));
    return TrainingJob.pretrain(own).scheduled(slots, slot).run(launch);
  }

  @Test
  void nothingIsTrainedTwiceOnTheSamePictures() throws Exception {
    Path weekly = folder.resolve("{date}");
    PretrainConfig config = SmallRuns.config(data, weekly, "optimizer.epochs=1");
    runIn("2026-11-02", true, config);
    RunResult first = result();
    assertEquals(RunStatus.FINISHED, first.status());
    String told = runIn("2026-11-09", true, config);
    assertTrue(told.startsWith("Nothing new: pictures and configuration are those of "), told);
    RunResult second = result();
    assertEquals(RunStatus.NOTHING_NEW, second.status());
    assertEquals(0, second.exitCode());
    assertEquals(first.output(), second.sameAs());
    assertEquals(first.checkpoint(), second.checkpoint());
    assertFalse(Files.exists(output.resolve("metrics.jsonl")));

    PretrainConfig other = SmallRuns.config(data, weekly, "optimizer.epochs=1", "seed=7");
    assertTrue(runIn("2026-11-09", true, other).startsWith("Done: 6 steps."));
    assertTrue(runIn("2026-11-16", false, other).startsWith("Done: 6 steps."), "not asked");
    Files.move(output.resolve("checkpoints"), folder.resolve("lost"));
    assertTrue(runIn("2026-11-23", true, other).startsWith("Done: 6 steps."), "model is gone");
  }

  /** A share of 0 leaves nothing to train on then. */
  @Test
  void nothingIsTrainedWhereTheChampionHasSeenAllPictures() throws Exception {
    Path lake = folder.resolve("lake");
    Path weekly = folder.resolve("{date}");
    String[] cold = {
      "data.format=folder",
      "data.train=" + lake,
      "data.test=",
      "knn.every_epochs=0",
      "optimizer.epochs=1"
    };
    PictureFolder.write(lake, 16, "bird");
    runIn("2026-11-02", true, SmallRuns.config(data, weekly, cold));
    champion();
    PretrainConfig config =
        PretrainConfig.reader()
            .read("warm", SmallRuns.config(data, weekly, cold).tree(), warm())
            .config();
    assertNothingIsNew(assertThrows(UserError.class, () -> runIn("2026-11-09", true, config)));

    PictureFolder.write(lake, 32, "bird");
    assertTrue(runIn("2026-11-09", true, config).startsWith("Done: 1 steps."));
    RunResult trained = result();
    assertEquals(16, trained.pictures());

    champion();
    String told = runIn("2026-11-16", true, config);
    assertTrue(
        told.startsWith("Nothing new: all pictures have been seen by " + trained.output()), told);
    assertEquals(RunStatus.NOTHING_NEW, result().status());
    assertEquals(trained.output(), result().sameAs());
    assertEquals(trained.dataFingerprint(), result().dataFingerprint());
    assertNothingIsNew(assertThrows(UserError.class, () -> runIn("2026-11-16", false, config)));
  }

  private List<String> warm() {
    return List.of("pretrained=" + folder.resolve("champion.json"), "data.replay_fraction=0");
  }

  /** The newest run becomes it. */
  private void champion() {
    Champion.of(SmallRuns.newest(output), "2026-11-02T00:00:00Z", "", null, "")
        .write(
            new org.apache.hadoop.fs.Path(folder.resolve("champion.json").toUri()),
            SmallRuns.HADOOP);
  }

  private static void assertNothingIsNew(UserError refusal) {
    String message = refusal.getMessage();
    assertTrue(message.contains("pictures is new, and data.replay_fraction takes none"), message);
  }
}
