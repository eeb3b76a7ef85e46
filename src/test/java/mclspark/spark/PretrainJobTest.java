package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.report.HtmlReport;
import mclspark.storage.OutputLease;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs in local mode, two workers. */
@Tag("slow")
class PretrainJobTest {

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

  private PretrainConfig config(String... overrides) {
    String[] all = new String[overrides.length + 1];
    all[0] = "ranks.workers=2";
    System.arraycopy(overrides, 0, all, 1, overrides.length);
    return SmallRuns.config(data, output.resolve("run"), all);
  }

  private static String refusal(PretrainConfig config) {
    return assertThrows(UserError.class, () -> TrainingJob.pretrain(config).run(false))
        .getMessage();
  }

  /**
   * Trains, reports, is asked again and finds nothing to do, or only the last kNN; over TCP, as
   * between machines.
   */
  @Test
  void trainsWritesAndReports() throws Exception {
    PretrainConfig config = config("collective.backend=tcp");
    String done = TrainingJob.pretrain(config).run(false);
    assertTrue(done.startsWith("Done: 12 steps."), done);
    assertEquals(12, SmallRuns.newest(output.resolve("run")).manifest().progress().globalStep());
    assertTrue(Files.exists(output.resolve("run/skipped.tsv")));
    assertTrue(Files.exists(output.resolve("run/export/peer-1.safetensors")));
    assertTrue(!Files.exists(output.resolve("run/lease.json")));

    Path page = HtmlReport.write(output.resolve("run"), List.of());
    assertTrue(Files.readString(page).contains("small"));

    Path metrics = output.resolve("run/metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    String again = TrainingJob.pretrain(config).run(false);
    assertTrue(again.startsWith("Done before: 12 steps."), again);
    assertEquals(lines, Files.readAllLines(metrics));

    TestSpark.session();
    Files.write(metrics, lines.subList(0, lines.size() - 1));
    String last = TrainingJob.pretrain(config).run(false);
    assertTrue(last.startsWith("Done: 12 steps."), last);
    lines = Files.readAllLines(metrics);
    assertTrue(lines.get(lines.size() - 1).startsWith("{\"kind\":\"done\""), lines.toString());
  }

  @Test
  void theSameBitsOverTcpAndInOneWorker() throws Exception {
    TrainingJob.pretrain(config("collective.backend=tcp")).run(false);
    PretrainConfig alone = SmallRuns.config(data, output.resolve("alone"));
    SmallRuns.run(alone, "", () -> {});
    assertEquals(
        SmallRuns.newest(output.resolve("alone")).manifest().files(),
        SmallRuns.newest(output.resolve("run")).manifest().files());
  }

  @Test
  void aDryRunPlansAndLeavesNothing() throws Exception {
    String plan = TrainingJob.pretrain(config()).run(true);
    assertTrue(plan.contains("96 pictures, 6 steps an epoch, 2 epochs: 12 steps"), plan);
    assertTrue(plan.contains("4 logical ranks of 4, on 2 workers"), plan);
    assertTrue(!Files.exists(output.resolve("run/metrics.jsonl")));
  }

  @Test
  void picturesWithoutLabelsWillDoAndOthersVoteInKnn() throws Exception {
    Path flat = Files.createDirectory(output.resolve("flat"));
    for (int i = 0; i < 96; i++) {
      Files.write(flat.resolve(i + ".png"), PictureFolder.png(8, 8, i));
    }
    String[] folder = {"data.format=folder", "data.train=" + flat, "data.test=" + flat};
    String[] withoutKnn = {folder[0], folder[1], "data.test=", "optimizer.epochs=1"};
    String done = TrainingJob.pretrain(config(withoutKnn)).run(false);
    assertTrue(done.startsWith("Done: 6 steps."), done);
    TestSpark.session();
    String message = refusal(config(folder));
    assertTrue(
        message.contains(
            "data.train: 96 of the 96 pictures of "
                + flat
                + " have no label; for kNN name labelled ones by knn.train and data.test, or set"
                + " knn.every_epochs=0."),
        message);

    Path labelled = output.resolve("labelled");
    PictureFolder.write(labelled, 4, "ant", "bee");
    TestSpark.session();
    String[] withBank = {
      folder[0], folder[1], "data.test=" + labelled, "knn.train=" + labelled, "knn.k=1"
    };
    TrainingJob.pretrain(config(withBank)).run(false);
    String metrics = Files.readString(output.resolve("run/metrics.jsonl"));
    assertTrue(metrics.contains("\"top1\":100.0"), metrics);
    TestSpark.session();
    String noSuch = refusal(config(folder[0], folder[1], "knn.train=nowhere", folder[2]));
    assertTrue(noSuch.contains("knn.train: The data folder "), noSuch);
  }

  @Test
  void allProblemsAreListedAtOnce() throws IOException {
    Path file = Files.writeString(output.resolve("file"), "x");
    String message =
        refusal(
            SmallRuns.config(
                output.resolve("nowhere"),
                file,
                "ranks.workers=4",
                "checkpoint.resume=" + output.resolve("no-checkpoint")));
    assertTrue(message.contains("data.train: "), message);
    assertTrue(message.contains("data.test: "), message);
    assertTrue(message.contains("output: "), message);
    assertTrue(message.contains("checkpoint.resume: "), message);
    assertTrue(message.contains("P = 4 workers need 4 slots"), message);
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    String message = refusal(config("optimizer.batch_size=128", "moco.queue_size=128"));
    assertTrue(message.contains("128") && message.contains("96"), message);
  }

  private PretrainConfig folders(Path train, Path test) {
    return config("data.format=folder", "data.train=" + train, "data.test=" + test, "knn.k=1");
  }

  private Path pictures(String set, String... classes) throws IOException {
    for (String name : classes) {
      Path pictures = Files.createDirectories(output.resolve(set).resolve(name));
      for (int i = 0; i < 16; i++) {
        Files.writeString(pictures.resolve(i + ".png"), "not read before training");
      }
    }
    return output.resolve(set);
  }

  @Test
  void nearestNeighboursOfOtherClassesAreRefused() throws IOException {
    String message = refusal(folders(pictures("a", "cat", "dog"), pictures("b", "cat", "eel")));
    assertTrue(message.contains("eel is only in data.test. Give pictures"), message);
  }

  @Test
  void nearestNeighboursWithoutLabelsAreRefused() throws IOException {
    String message = refusal(folders(pictures("a", "all"), pictures("b", "cat", "dog")));
    assertTrue(message.startsWith("data.train has no classes to tell apart"), message);
    assertTrue(message.contains("set knn.every_epochs=0"), message);
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path cut = output.resolve("train.bin");
    Files.write(cut, new byte[3074 * 20 + 5]);
    String message = refusal(config("data.train=" + cut));
    assertTrue(message.contains(cut.toString()), message);
  }

  @Test
  void outputInUseIsRefusedAndUntouched() throws Exception {
    String folder = output.resolve("run").toString();
    String message = OutputLease.holding(folder, new Configuration(), () -> refusal(config()));
    assertTrue(
        message.contains(
            "run is in use by process %d on ".formatted(ProcessHandle.current().pid())),
        message);
    assertTrue(!Files.exists(output.resolve("run/metrics.jsonl")));
  }

  @Test
  void anotherConfigurationDoesNotGoOn() throws Exception {
    TrainingJob.pretrain(config("optimizer.epochs=1")).run(false);
    TestSpark.session();
    String message = refusal(config("optimizer.epochs=1", "moco.temperature=0.2"));
    assertTrue(message.contains("moco.temperature was 0.07, is 0.2"), message);
  }
}
