package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import mclspark.checkpoint.Champion;
import mclspark.pretrain.SmallRuns;
import mclspark.schedule.RunResult;
import mclspark.schedule.RunStatus;
import mclspark.spark.Await;
import mclspark.spark.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three weeks of a schedule, each command a process of its own, and each killed once in its middle.
 */
@Tag("cluster")
@Timeout(1800)
class ThreeWeeksClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final int[] COLOURS = {0xC03030, 0x30C030, 0x3030C0};

  @TempDir Path folder;
  private int logs;
  private String output;

  /** Noisy pictures, a colour for each class. */
  private void pictures(String place, int from, int to, boolean grey) throws IOException {
    for (int label = 0; label < COLOURS.length; label++) {
      Path own = Files.createDirectories(folder.resolve(place).resolve("class" + label));
      for (int number = from; number < to; number++) {
        Random random = new Random(1000L * label + number);
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1600; i++) {
          int noise = random.nextInt(0x30) * 0x010101;
          int value = grey ? (i / 40 % 8 < 4 ? 0xE0E0E0 : 0) : COLOURS[label];
          image.setRGB(i % 40, i / 40, value + (grey ? noise / 2 : noise));
        }
        ImageIO.write(image, "png", own.resolve("%03d.png".formatted(number)).toFile());
      }
    }
  }

  private List<String> training(String date, String... more) throws IOException {
    Path config = folder.resolve("weekly.yaml");
    Files.writeString(
        config,
        """
        {name: weekly, output: '%s/runs/{date}', data: {train: '%s/lake', test: '%s/held',
        crop_size: 32, loader_threads: 1}, augmentation: {pipeline: v2, blur: false},
        model: {arch: resnet8, dim: 16}, moco: {queue_size: 48, momentum: 0.9},
        optimizer: {epochs: 3, batch_size: 12, lr: 0.05, schedule: cosine},
        ranks: {logical: 1, workers: 1, device: cpu}, knn: {every_epochs: 3, k: 5},
        export: {formats: []}, log: {every_steps: 1}, checkpoint: {every_steps: 1}}
        """
            .formatted(folder, folder, folder));
    List<String> arguments =
        new ArrayList<>(List.of("pretrain", "--config", config.toString(), "--date", date));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private MainProcess start(List<String> arguments) throws IOException {
    return MainProcess.start(folder.resolve(++logs + ".log"), arguments.toArray(String[]::new));
  }

  private int run(String... arguments) throws Exception {
    return run(List.of(arguments));
  }

  private int run(List<String> arguments) throws Exception {
    try (MainProcess program = start(arguments)) {
      int code = program.exitCode();
      output = program.output();
      return code;
    }
  }

  /** Kills the command in the middle: nothing that looks like an end may be left. */
  private void killed(List<String> arguments, String middle, Predicate<MainProcess> isThere)
      throws Exception {
    try (MainProcess program = start(arguments)) {
      Await.until(middle, PATIENCE, () -> isThere.test(program) || !program.isAlive());
      program.kill();
      assertEquals(137, program.exitCode(), program.output());
    }
  }

  /** Kills a training after some steps; the same command goes on from its checkpoint. */
  private void trainWithAKill(String date, List<String> command) throws Exception {
    RunFolder run = new RunFolder(Path.of(runs(date)));
    killed(command, "3 steps", program -> run.stepsDone() >= 3);
    assertFalse(Files.exists(Path.of(runs(date), RunResult.FILE_NAME)));
    assertEquals(0, run(command), output);
    assertTrue(output.contains("Going on from "), output);
    assertEquals(RunStatus.FINISHED, result(date).status());
  }

  private String runs(String name) {
    return folder.resolve("runs").resolve(name).toString();
  }

  private RunResult result(String date) {
    return RunResult.read(runs(date), SmallRuns.HADOOP).orElseThrow();
  }

  private String champion() {
    return Champion.read(runs("champion.json"), SmallRuns.HADOOP).orElseThrow().checkpoint();
  }

  private List<String> promotion(String date, String tolerance) {
    return List.of(
        "promote",
        "--candidate",
        runs(date),
        "--champion",
        runs("champion.json"),
        "--tolerance",
        tolerance);
  }

  private int promote(String date, String tolerance) throws Exception {
    return run(promotion(date, tolerance));
  }

  @Test
  void scheduleSurvivesRetriesKillsAndWorseModels() throws Exception {
    pictures("lake", 0, 16, false);
    pictures("held", 100, 110, false);
    trainWithAKill("2026-11-02", training("2026-11-02"));
    assertEquals(0, promote("2026-11-02", "0.5"), output);
    String first = champion();

    nothingNew();

    pictures("lake", 16, 24, false);
    newPicturesFromTheChampionOn(first);

    aWorseModelIsHeldBack();

    pictures("strange", 0, 10, true);
    drift();
  }

  private void nothingNew() throws Exception {
    List<String> command = training("2026-11-09", "--if-changed");
    Path lease = Path.of(runs("2026-11-09"), "lease.json");
    killed(command, "the lease", program -> lease.toFile().length() > 0);
    assertFalse(Files.exists(Path.of(runs("2026-11-09"), RunResult.FILE_NAME)));
    assertEquals(0, run(command), output);
    assertEquals(RunStatus.NOTHING_NEW, result("2026-11-09").status());
    assertEquals(0, promote("2026-11-09", "0.5"), output);
    assertTrue(output.contains("is the champion already."), output);
  }

  private void newPicturesFromTheChampionOn(String first) throws Exception {
    String[] warm = {
      "--if-changed", "pretrained=" + runs("champion.json"), "data.replay_fraction=0.5"
    };
    trainWithAKill("2026-11-16", training("2026-11-16", warm));
    RunResult third = result("2026-11-16");
    assertEquals(48, third.pictures(), "24 new ones and half of 48");
    assertEquals(12, third.steps());
    assertEquals(0, promote("2026-11-16", "100"), output);
    assertNotEquals(first, champion());
  }

  private void aWorseModelIsHeldBack() throws Exception {
    List<String> fading = // all weights end in 0, so that all pictures look the same
        training(
            "2026-11-23",
            "optimizer.lr=1e-15",
            "optimizer.weight_decay=1e15",
            "optimizer.momentum=0");
    trainWithAKill("2026-11-23", fading);
    String before = champion();
    Path lease = Path.of(runs("lease.json"));
    killed(promotion("2026-11-23", "0.5"), "the lease", program -> lease.toFile().length() > 0);
    assertEquals(before, champion());
    assertEquals(4, promote("2026-11-23", "0.5"), output);
    assertTrue(output.contains("Held back: the candidate is worse"), output);
    assertEquals(before, champion());
  }

  private void drift() throws Exception {
    assertEquals(0, run(embedding("lake")), output);
    Path vectors = folder.resolve("vectors-strange");
    killed(embedding("strange"), "a file of vectors", program -> Files.exists(vectors));
    assertEquals(0, run(embedding("strange")), output);
    List<String> drift =
        List.of(
            "drift",
            "--reference",
            folder.resolve("vectors-lake").toString(),
            "--current",
            vectors.toString(),
            "--out",
            folder.resolve("drift").toString());
    killed(drift, "a session", program -> program.cpuSeconds() >= 4);
    assertFalse(Files.exists(folder.resolve("drift/drift.json")));
    assertEquals(4, run(drift), output);
    String page = Files.readString(folder.resolve("drift/drift.html"));
    assertTrue(page.contains("/strange/class"), "the farthest are named");
    assertTrue(page.contains("data:image/png;base64,"), "and shown");
    assertTrue(Files.readString(folder.resolve("drift/drift.json")).contains("\"auc_low\""));
  }

  private List<String> embedding(String place) {
    return List.of(
        "embed",
        runs("champion.json"),
        "--data",
        folder.resolve(place).toString(),
        "--out",
        folder.resolve("vectors-" + place).toString());
  }
}
