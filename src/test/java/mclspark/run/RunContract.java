package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.TrainingProgress;
import mclspark.dataset.PictureListing;
import mclspark.metrics.SkippedFile;
import mclspark.storage.FileEntry;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What runs of all jobs keep to. A job's test gives a run of two epochs on four logical ranks, with
 * at least four steps an epoch and a line of the metrics for each.
 *
 * @param <C> the job's configuration
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RunContract<C extends JobConfig> {

  private static final Configuration HADOOP = new Configuration();
  private static final StopSignal NEVER = () -> {};

  private Map<String, FileEntry> undisturbed;
  private TrainingProgress end;
  private int stepsPerEpoch;

  /** Makes pictures and whatever else the runs need. */
  protected abstract void prepare(Path folder) throws Exception;

  /** The small run, with changes. */
  protected abstract C config(Path output, String... overrides);

  /** Builds a worker's task. */
  protected abstract TrainingRun.Factory<?> task(C config);

  @BeforeAll
  final void runOnce(@TempDir Path folder) throws Exception {
    prepare(folder);
    Path output = folder.resolve("undisturbed");
    run(config(output), data(config(output)), "", NEVER);
    undisturbed = newest(output).manifest().files();
    end = newest(output).manifest().progress();
    stepsPerEpoch = (int) end.globalStep() / 2;
    assertTrue(stepsPerEpoch >= 4, "steps an epoch: " + stepsPerEpoch);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  final void workersChangeNoBit(int workers, @TempDir Path output) throws Exception {
    C config = config(output, "ranks.workers=" + workers);
    List<Outcome<?>> outcomes = run(config, data(config), "", NEVER);
    assertTrue(outcomes.stream().noneMatch(Outcome::stopped));
    assertUndisturbed(output);
  }

  @Test
  final void anotherSeedGivesOtherBits(@TempDir Path output) throws Exception {
    C config = config(output, "seed=1");
    run(config, data(config), "", NEVER);
    assertNotEquals(undisturbed, newest(output).manifest().files());
  }

  /** It goes on with another number of workers from a checkpoint within the second epoch. */
  @Test
  final void aFailedRunGoesOnToTheSameBits(@TempDir Path output) throws Exception {
    int last = stepsPerEpoch + 2;
    C config = config(output, "checkpoint.every_steps=" + (stepsPerEpoch + 1));
    StopSignal failing = RunMetrics.failAfter(output, "step", last - 1);
    assertThrows(RunMetrics.Stopped.class, () -> run(config, data(config), "", failing));
    TrainingProgress saved = newest(output).manifest().progress();
    assertEquals(1, saved.epoch());
    assertEquals(1, saved.stepInEpoch());
    goOn(output);
  }

  @Test
  final void aFailedRunGoesOnFromTheEndOfAnEpoch(@TempDir Path output) throws Exception {
    StopSignal failing = RunMetrics.failAfter(output, "step", stepsPerEpoch);
    assertThrows(
        RunMetrics.Stopped.class, () -> run(config(output), data(config(output)), "", failing));
    TrainingProgress saved = newest(output).manifest().progress();
    assertEquals(1, saved.epoch());
    assertEquals(0, saved.stepInEpoch());
    goOn(output);
  }

  /** Only the first worker hears of the wish. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  final void aStopIsAResultOfAllWorkers(int workers, @TempDir Path output) throws Exception {
    C config = config(output, "ranks.workers=" + workers);
    List<Outcome<?>> outcomes = run(config, data(config), "", wishAfter(output, 1));
    assertTrue(outcomes.stream().allMatch(Outcome::stopped), outcomes.toString());
    TrainingProgress saved = newest(output).manifest().progress();
    assertEquals(0, saved.epoch());
    assertEquals(2, saved.stepInEpoch());
    assertEquals(0, RunMetrics.lines(output, "done").size());
    goOn(output);
  }

  @Test
  final void aStopAfterTheLastStepOfAnEpochIsSavedWithItsTest(@TempDir Path output)
      throws Exception {
    StopSignal wish = wishAfter(output, stepsPerEpoch - 1);
    assertTrue(run(config(output), data(config(output)), "", wish).get(0).stopped());
    TrainingProgress saved = newest(output).manifest().progress();
    assertEquals(1, saved.epoch());
    assertEquals(0, saved.stepInEpoch());
    goOn(output);
  }

  /** On all workers, so that none waits for the others. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  final void aLossThatDivergesEndsTheRunInWords(int workers, @TempDir Path output) {
    C config =
        config(output, "ranks.workers=" + workers, "optimizer.lr=1e38", "optimizer.schedule=step");
    UserError error = assertThrows(UserError.class, () -> run(config, data(config), "", NEVER));
    assertTrue(
        error
            .getMessage()
            .matches("(?s)Step \\d+ \\(epoch 0\\): .*not? (longer )?finite.*lower optimizer.lr.*"),
        error.getMessage());
  }

  /** Two workers meet them in training, not all where batches are drawn, and in tests. */
  @Test
  final void brokenPicturesAreCountedOnce(@TempDir Path output) throws Exception {
    C config = config(output, "ranks.workers=2");
    run(config, broken(config), "", NEVER);
    int told = RunMetrics.lines(output, "skipped").size();
    assertTrue(told > 2 && told <= 4, told + " pictures");
    assertEquals(told, SkippedFile.write(output.toString(), HADOOP));
    assertEquals(told, newest(output).manifest().progress().counters().get("skipped_pictures"));
  }

  @Test
  final void tooManyBrokenPicturesEndTheRunInWords(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("enough");
    C enough = config(output, "ranks.workers=2");
    run(enough, broken(enough), "", NEVER);
    int told = RunMetrics.lines(output, "skipped").size();
    C config =
        config(folder.resolve("few"), "ranks.workers=2", "data.bad_picture_limit=" + (told - 1));
    UserError error = assertThrows(UserError.class, () -> run(config, broken(config), "", NEVER));
    assertTrue(
        error.getMessage().contains("pictures can't be read, more than data.bad_picture_limit"),
        error.getMessage());
  }

  @Test
  final void theMetricsTellEveryStepOnce(@TempDir Path output) throws Exception {
    run(config(output), data(config(output)), "", NEVER);
    assertEquals(end.globalStep(), RunMetrics.lines(output, "step").size());
    assertEquals(end.imagesSeen(), images(output));
    assertEquals(end.imagesSeen(), RunMetrics.lines(output, "done").get(0).get("images").asLong());
    assertEquals(
        stepsPerEpoch, RunMetrics.lines(output, "run").get(0).get("steps_per_epoch").asInt());
  }

  /** Goes on with two workers, to what the unbroken run left. */
  private void goOn(Path output) throws Exception {
    C config = config(output, "ranks.workers=2");
    run(config, data(config), newest(output).path().toString(), NEVER);
    assertUndisturbed(output);
    assertEquals(end.imagesSeen(), images(output));
    assertEquals(2, RunMetrics.lines(output, "run").size());
    assertEquals(1, RunMetrics.lines(output, "done").size());
  }

  private void assertUndisturbed(Path output) {
    assertEquals(undisturbed, newest(output).manifest().files());
    assertEquals(end, newest(output).manifest().progress());
  }

  private static long images(Path output) throws IOException {
    return RunMetrics.lines(output, "step").stream()
        .collect(Collectors.summingLong(step -> step.get("images").asLong()));
  }

  /** A wish to stop, from the step on, counted from 0. */
  private static StopSignal wishAfter(Path output, long step) {
    return new StopSignal() {
      @Override
      public void check() {
        // it is no failure
      }

      @Override
      public boolean wantsEnd() {
        return RunMetrics.reached(output, "step", step);
      }
    };
  }

  private List<Outcome<?>> run(C config, RunData data, String checkpoint, StopSignal stop)
      throws Exception {
    return List.copyOf(Workers.train(config, data, checkpoint, stop, task(config)));
  }

  private RunData data(C config) {
    return new RunData(
        DataSets.labelledTrain(config.data(), config.seed(), HADOOP),
        DataSets.test(config.data(), HADOOP));
  }

  private RunData broken(C config) {
    RunData whole = data(config);
    return new RunData(gaps(whole.train()), gaps(whole.test()));
  }

  private static PictureListing gaps(PictureListing whole) {
    return new ListingWithGaps(whole, List.of(3, whole.size() - 2));
  }

  private static Checkpoint newest(Path output) {
    return CheckpointStore.open(output + "/checkpoints", HADOOP, 1).latest().orElseThrow();
  }
}
