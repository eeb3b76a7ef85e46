package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mclspark.StorageError;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.TrainingProgress;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shapes.ShapesGenerator;
import mclspark.dataset.shapes.ShapesSettings;
import mclspark.metrics.MetricsLog;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCheckpointsTest {

  private static final PictureListing PICTURES = new PlainColours(96);

  @TempDir Path folder;
  private Path foreign;

  @BeforeEach
  void anotherRun() {
    foreign = folder.resolve("foreign");
    save(foreign, 40);
  }

  private PretrainConfig config(Path output, String... overrides) {
    return SmallRuns.config(folder, output, overrides);
  }

  private void save(Path output, long step) {
    save(output, step, Map.of(TrainingPictures.COUNT, 96L));
  }

  private void save(Path output, long step, Map<String, Long> counters, String... overrides) {
    PretrainConfig config = config(output, overrides);
    RunIdentity run =
        new RunIdentity(config.name(), "", config.tree(), config.hash(), 2, 4, Map.of());
    TrainingProgress progress =
        new TrainingProgress((int) step / 6, step % 6, step, 16 * step, counters);
    TensorFile file = TensorFile.of(Map.of());
    store(output).save(new Snapshot(Instant.EPOCH, run, progress, Map.of(Snapshot.MODEL, file)));
  }

  private static CheckpointStore store(Path output) {
    return CheckpointStore.open(output + "/checkpoints", SmallRuns.HADOOP, 5);
  }

  private JobCheckpoints from(Path start, Path output) {
    return new JobCheckpoints(config(output, "checkpoint.resume=" + start), SmallRuns.HADOOP);
  }

  @Test
  void aForeignStartCountsUntilTheRunHasSavedItsOwn() {
    Path output = folder.resolve("run");
    JobCheckpoints checkpoints = from(foreign, output);
    assertEquals(List.of(), checkpoints.problems(PICTURES));
    checkpoints.begin();
    assertTrue(checkpoints.start().contains("/foreign/"), checkpoints.start());
    assertEquals(40, checkpoints.lastStep());
    save(output, 44);
    assertEquals(40, checkpoints.lastStep());
    assertEquals(44, checkpoints.look());
    assertTrue(checkpoints.start().contains("/run/"), checkpoints.start());
    assertEquals(44, checkpoints.lastStep());
  }

  /** The local disk, which is away at times. */
  public static final class AwayFileSystem extends RawLocalFileSystem {

    private static boolean away;

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      if (away) {
        throw new IOException("no namenode");
      }
      return super.listStatus(path);
    }
  }

  /** The local disk, which counts how often a file of tensors is opened. */
  public static final class CountingFileSystem extends RawLocalFileSystem {

    private static final AtomicInteger OPENED = new AtomicInteger();

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
      if (path.getName().equals(Snapshot.MODEL)) {
        OPENED.incrementAndGet();
      }
      return super.open(path, buffer);
    }
  }

  /** Digesting a large checkpoint takes long. */
  @Test
  void theCheckpointToGoOnFromIsReadOnce() {
    Configuration hadoop = new Configuration(SmallRuns.HADOOP);
    hadoop.setClass("fs.file.impl", CountingFileSystem.class, FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    JobCheckpoints checkpoints = new JobCheckpoints(config(foreign), hadoop);
    assertEquals(List.of(), checkpoints.problems(PICTURES));
    assertFalse(checkpoints.isComplete(40)); // its metrics do not end in done
    checkpoints.begin();
    assertEquals(40, checkpoints.lastStep());
    assertTrue(checkpoints.start().contains("40"), checkpoints.start());
    assertEquals(1, CountingFileSystem.OPENED.get());
  }

  /** Else the next attempt would start from what has been the newest before. */
  @Test
  void aFailedLookIsMadeUpFor() throws IOException {
    Configuration hadoop = new Configuration(SmallRuns.HADOOP);
    hadoop.setClass("fs.file.impl", AwayFileSystem.class, FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    JobCheckpoints checkpoints = new JobCheckpoints(config(foreign), hadoop);
    checkpoints.begin();
    save(foreign, 44);
    AwayFileSystem.away = true;
    assertThrows(StorageError.class, checkpoints::look);
    assertThrows(StorageError.class, checkpoints::start);
    AwayFileSystem.away = false;
    assertEquals(44, checkpoints.lastStep());
    assertTrue(checkpoints.start().contains("44"), checkpoints.start());
  }

  @Test
  void aForeignStartDoesNotMixWithWhatIsThere() {
    Path output = folder.resolve("run");
    save(output, 12);
    List<String> problems = from(foreign, output).problems(PICTURES);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("has checkpoints of its own"), problems.get(0));
    assertTrue(problems.get(0).contains("checkpoint.resume=auto"), problems.get(0));
  }

  @Test
  void anOlderOwnCheckpointGivesUpTheLaterOnes() {
    save(foreign, 46);
    Path older =
        store(foreign).latest().orElseThrow().path().toString().contains("46")
            ? foreign.resolve("checkpoints/step-000000040")
            : foreign;
    JobCheckpoints checkpoints = from(older, foreign);
    assertEquals(List.of(), checkpoints.problems(PICTURES));
    checkpoints.begin();
    assertEquals(40, checkpoints.lastStep());
    assertEquals(40, store(foreign).latest().orElseThrow().manifest().progress().globalStep());
  }

  @Test
  void aDamagedOnlyCheckpointIsNotThrownAway() throws IOException {
    Path model = foreign.resolve("checkpoints/step-000000040/" + Snapshot.MODEL);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 1;
    Files.write(model, bytes);
    List<String> problems =
        new JobCheckpoints(config(foreign), SmallRuns.HADOOP).problems(PICTURES);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("each is damaged"), problems.get(0));
    JobCheckpoints anew =
        new JobCheckpoints(config(foreign, "checkpoint.resume=never"), SmallRuns.HADOOP);
    assertEquals(List.of(), anew.problems(PICTURES));
  }

  @Test
  void aRunGoesOnWhereThereIsACheckpoint() {
    assertTrue(new JobCheckpoints(config(foreign), SmallRuns.HADOOP).goesOn());
    assertTrue(from(foreign, folder.resolve("run")).goesOn());
    assertFalse(new JobCheckpoints(config(folder.resolve("run")), SmallRuns.HADOOP).goesOn());
    assertFalse(
        new JobCheckpoints(config(foreign, "checkpoint.resume=never"), SmallRuns.HADOOP).goesOn());
  }

  @Test
  void theOutputIsQualifiedForWorkersInOtherFolders() {
    JobCheckpoints relative =
        new JobCheckpoints(config(Path.of("runs/somewhere")), SmallRuns.HADOOP);
    String here = Path.of("").toAbsolutePath().toString();
    assertEquals("file:" + here + "/runs/somewhere", relative.output());
  }

  @Test
  void otherPicturesAreNoticed() {
    JobCheckpoints checkpoints = new JobCheckpoints(config(foreign), SmallRuns.HADOOP);
    List<String> problems = checkpoints.problems(new PlainColours(95));
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("there are 95 pictures, but 96 when"), problems.get(0));
  }

  @Test
  void asManyOtherPicturesAreNoticed() {
    Path output = folder.resolve("run");
    long print = PICTURES.fingerprint();
    JobCheckpoints checkpoints = new JobCheckpoints(config(output), SmallRuns.HADOOP);
    save(output, 12, counters(print));
    assertEquals(List.of(), checkpoints.problems(PICTURES));
    save(output, 18, counters(print + 1));
    List<String> problems = checkpoints.problems(PICTURES);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(
        problems.get(0).startsWith("data.train: there are as many pictures as when "),
        problems.get(0));
    assertTrue(problems.get(0).contains("step-000000018 was written, but other"), problems.get(0));
    assertEquals(List.of(), checkpoints.problems(null));
  }

  private List<String> problemsOf(Path data, Path output) {
    PretrainConfig config = SmallRuns.config(data, output);
    return new JobCheckpoints(config, SmallRuns.HADOOP)
        .problems(DataSets.train(config.data(), SmallRuns.HADOOP));
  }

  private static Path pictures(Path folder, int seed) {
    new ShapesGenerator(new ShapesSettings(4, 96, 32, seed, 1))
        .write(folder.toString(), SmallRuns.HADOOP);
    return folder;
  }

  @Test
  void aCopyOfThePicturesIsAsGoodAndAnotherSetOfTheSameNamesIsNot() {
    pictures(folder, 5);
    PretrainConfig config = config(foreign);
    PictureListing train = DataSets.train(config.data(), SmallRuns.HADOOP);
    TrainingPictures trained = TrainingPictures.of(train, SmallRuns.HADOOP);
    Path output = folder.resolve("run");
    save(
        output,
        12,
        Map.of(
            TrainingPictures.COUNT,
            96L,
            TrainingPictures.FINGERPRINT,
            trained.fingerprint(),
            TrainingPictures.SAMPLE,
            trained.sample()));
    assertEquals(List.of(), problemsOf(pictures(folder.resolve("copy"), 5), output));
    Path other = pictures(folder.resolve("other"), 6);
    List<String> problems = problemsOf(other, output);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("was trained on " + folder + "/train.bin, and " + other));
    assertTrue(problems.get(0).contains("as many pictures, but others"), problems.get(0));
  }

  @Test
  void anOlderCheckpointGoesOnWhereThePicturesHaveBeen() {
    pictures(folder, 5);
    Path output = folder.resolve("run");
    save(output, 12);
    assertEquals(List.of(), problemsOf(folder, output));
    List<String> problems = problemsOf(pictures(folder.resolve("copy"), 5), output);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("older checkpoint keeps too little"), problems.get(0));
  }

  @Test
  void moreEpochsGoOnWhereThoseDoneHadTheSameLearningRates() {
    Path output = folder.resolve("run");
    save(output, 12, Map.of(), "optimizer.schedule=step");
    assertEquals(List.of(), longer(output, "optimizer.schedule=step", "optimizer.epochs=4"));
    List<String> fewer = longer(output, "optimizer.schedule=step", "optimizer.epochs=1");
    assertTrue(fewer.get(0).contains("optimizer.epochs was 2, is 1. Use that"), fewer.toString());
    List<String> other =
        longer(output, "optimizer.schedule=step", "optimizer.epochs=4", "optimizer.milestones=[1]");
    assertTrue(other.get(0).contains("optimizer.milestones was"), other.toString());
    List<String> cosine = longer(foreign, "optimizer.epochs=4");
    assertTrue(cosine.get(0).contains("optimizer.epochs was 2, is 4. Use that"), cosine.toString());
    assertTrue(cosine.get(0).contains("as with optimizer.schedule=step"), cosine.toString());
  }

  private List<String> longer(Path output, String... overrides) {
    return new JobCheckpoints(config(output, overrides), SmallRuns.HADOOP).problems(PICTURES);
  }

  private static Map<String, Long> counters(long fingerprint) {
    return Map.of(TrainingPictures.COUNT, 96L, TrainingPictures.FINGERPRINT, fingerprint);
  }

  @Test
  void metricsOfAnEarlierRunGoWhereNothingOfItIsKept() throws IOException {
    Path metrics = foreign.resolve(MetricsLog.FILE_NAME);
    Files.writeString(metrics, "{\"kind\":\"restart\"}\n");
    new JobCheckpoints(config(foreign), SmallRuns.HADOOP).begin();
    assertEquals(1, Files.readAllLines(metrics).size(), "goes on");
    new JobCheckpoints(config(foreign, "checkpoint.resume=never"), SmallRuns.HADOOP).begin();
    assertEquals(0, Files.readAllLines(metrics).size(), "starts anew");
  }
}
