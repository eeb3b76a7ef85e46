package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.storage.HadoopLineFile;
import mclspark.storage.LineFile;
import mclspark.storage.UploadedLineFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path folder;

  private static MetricsEvent.Step step(int epoch, long step, double loss) {
    return new MetricsEvent.Step(
        epoch,
        step,
        64,
        0.5,
        0.03,
        new MetricsEvent.Losses(loss, 4, 3, 2, 1),
        new MetricsEvent.Retrieval(12.5, 50),
        new MetricsEvent.Speed(128, 0.25, 0.125));
  }

  private MetricsLog resume(long stepsDone) {
    return MetricsLog.resume(folder.toString(), new Configuration(), stepsDone, 1);
  }

  private MetricsLog create() {
    return MetricsLog.create(folder.toString(), new Configuration());
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("metrics.jsonl"));
  }

  @Test
  void linesFollowTheContract() throws IOException {
    assertEquals(
        "{\"kind\":\"step\",\"epoch\":1,\"step\":7,\"images\":64,\"seconds\":0.5,\"lr\":0.03,"
            + "\"loss\":\"NaN\",\"vcl\":4.0,\"icl\":3.0,\"soft_vcl\":2.0,\"soft_icl\":1.0,"
            + "\"top1\":12.5,\"top5\":50.0,\"images_per_second\":128.0,\"data_wait\":0.25,"
            + "\"all_reduce\":0.125}",
        MetricsLog.line(step(1, 7, Double.NaN)));
    assertEquals(
        "{\"kind\":\"knn\",\"epoch\":1,\"step\":9,\"peer\":\"0\",\"k\":20,\"temperature\":0.07,"
            + "\"top1\":33.0,\"pictures\":2000}",
        MetricsLog.line(new MetricsEvent.Knn(1, 9, "0", 20, 0.07, 33, 2000)));
    assertEquals(
        "{\"kind\":\"features\",\"epoch\":1,\"step\":9,\"peer\":\"0\",\"rank_me\":31.5,"
            + "\"uniformity\":-2.5,\"class_alignment\":\"NaN\",\"pictures\":96}",
        MetricsLog.line(new MetricsEvent.Features(1, 9, "0", 31.5, -2.5, Double.NaN, 96)));
    assertEquals(
        "{\"kind\":\"confusion\",\"peer\":\"1\",\"classes\":[\"a\",\"b\"],\"counts\":[[1,2],[0,3]]}",
        MetricsLog.line(
            new MetricsEvent.Confusion(
                "1", List.of("a", "b"), List.of(List.of(1L, 2L), List.of(0L, 3L)))));
    assertEquals(
        "{\"kind\":\"run\",\"time\":\"2026-01-02T03:04:05Z\",\"name\":\"n\",\"job\":\"pretrain\","
            + "\"config\":{\"loss\":{\"temperature\":0.1}},\"versions\":{\"java\":\"17\"},"
            + "\"engine\":\"e\",\"classes\":10,\"parameters\":5,\"peers\":2,\"epochs\":3,"
            + "\"steps_per_epoch\":4,\"logical_ranks\":2,\"workers\":1}",
        MetricsLog.line(
            new MetricsEvent.Run(
                Instant.parse("2026-01-02T03:04:05Z"),
                "n",
                "pretrain",
                Map.of("loss", Map.of("temperature", 0.1)),
                Map.of("java", "17"),
                "e",
                10,
                5,
                2,
                3,
                4,
                2,
                1)));
  }

  @Test
  void everyLineCanBeReadAtOnce() throws IOException {
    try (MetricsLog log = create()) {
      log.append(step(0, 0, 1));
      assertEquals(1, lines().size());
      log.append(step(0, 1, 1));
      assertEquals(2, lines().size());
    }
    create().close();
    assertEquals(List.of(), lines(), "a new log starts empty");
  }

  @Test
  void resumeDropsWhatWillBeDoneAgain() throws IOException {
    try (MetricsLog log = create()) {
      for (int i = 0; i < 6; i++) {
        log.append(step(0, i, i));
        log.append(new MetricsEvent.Checkpoint(i + 1, 0, "c" + (i + 1), 1, 1));
      }
      log.append(new MetricsEvent.Warning(4, "late"));
      log.append(new MetricsEvent.Skipped("a.jpg", "broken"));
      log.append(new MetricsEvent.Restart(1, 5, 2, "rank 1 died"));
      log.append(new MetricsEvent.Done(1, 1));
    }
    Files.writeString(
        folder.resolve("metrics.jsonl"), "no JSON\n{\"kind\":\"ste", StandardOpenOption.APPEND);
    try (MetricsLog log = resume(3)) {
      log.append(step(0, 3, 33));
    }
    List<String> lines = lines();
    assertEquals(10, lines.size(), lines.toString());
    assertTrue(lines.get(4).contains("\"step\":2,"), "step index 2 is the third step");
    assertTrue(lines.get(5).contains("\"path\":\"c3\""), "checkpoint after three steps");
    assertTrue(lines.get(6).contains("a.jpg"));
    assertTrue(lines.get(7).contains("rank 1 died"));
    assertEquals("no JSON", lines.get(8));
    assertTrue(lines.get(9).contains("\"loss\":33.0"));
  }

  /** An evaluation after the checkpoint's step follows it, and is done again. */
  @Test
  void resumeDropsTheEvaluationThatWillBeDoneAgain() throws IOException {
    try (MetricsLog log = create()) {
      for (long step = 0; step <= 3; step += 3) {
        log.append(new MetricsEvent.Knn((int) step / 3, step, "0", 20, 0.07, 33, 2000));
        log.append(new MetricsEvent.Features((int) step / 3, step, "0", 31.5, -2.5, 1, 96));
        log.append(new MetricsEvent.Agreement((int) step / 3, step, 60, 20, 2000));
      }
    }
    resume(3).close();
    assertEquals(3, lines().size(), lines().toString());
    assertTrue(lines().stream().allMatch(line -> line.contains("\"step\":0")));
  }

  @Test
  void resumeWithoutEarlierLogStartsOne() throws IOException {
    try (MetricsLog log = MetricsLog.extend(folder.toString(), new Configuration())) {
      log.append(step(0, 0, 1));
    }
    try (MetricsLog log = MetricsLog.extend(folder.toString(), new Configuration())) {
      log.append(step(0, 1, 1));
    }
    assertEquals(2, lines().size());
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    UserError error =
        assertThrows(
            UserError.class,
            () -> MetricsLog.create(folder + "/file", new Configuration()).close());
    assertTrue(error.getMessage().contains("/file/metrics.jsonl: "));
    assertTrue(error.getMessage().contains("choose another output folder"));
  }

  private static FileSystem appending() throws IOException {
    FileSystem files = new RawLocalFileSystem();
    files.initialize(java.net.URI.create("file:///"), new Configuration());
    return files;
  }

  private static FileSystem withoutAppend() throws IOException {
    FileSystem files = new LocalFileSystem();
    files.initialize(java.net.URI.create("file:///"), new Configuration());
    return files;
  }

  private org.apache.hadoop.fs.Path hadoopPath() {
    return new org.apache.hadoop.fs.Path(folder.toString(), "metrics.jsonl");
  }

  @Test
  void hadoopFileSystemsThatAppendFlushEachLine() throws IOException {
    try (LineFile file = MetricsLog.remoteFile(appending(), hadoopPath())) {
      assertTrue(file instanceof HadoopLineFile);
      file.open(line -> false);
      file.append("one", false);
      file.append("two", false);
      assertEquals(List.of("one", "two"), lines());
    }
    try (LineFile file = MetricsLog.remoteFile(appending(), hadoopPath())) {
      file.open(line -> line.equals("two"));
      file.append("three", false);
    }
    assertEquals(List.of("two", "three"), lines());
    try (java.util.stream.Stream<Path> paths = Files.list(folder)) {
      assertEquals(1, paths.filter(path -> !path.toString().endsWith(".crc")).count());
    }
  }

  @Test
  void deathBetweenTheTwoRenamesLosesNothing() throws IOException {
    Files.writeString(folder.resolve(".metrics.jsonl.kept"), "one\n");
    try (LineFile file = MetricsLog.remoteFile(appending(), hadoopPath())) {
      file.open(line -> true);
      file.append("two", false);
    }
    assertEquals(List.of("one", "two"), lines());
  }

  @Test
  void objectStoresGetTheWholeFileWithDurableLines() throws IOException {
    try (LineFile file = MetricsLog.remoteFile(withoutAppend(), hadoopPath())) {
      assertTrue(file instanceof UploadedLineFile);
      file.open(line -> false);
      file.append("step", false);
      assertFalse(lines().contains("step"));
      file.append("checkpoint", true);
      assertEquals(List.of("step", "checkpoint"), lines());
      file.append("last", false);
    }
    assertEquals(List.of("step", "checkpoint", "last"), lines());
    try (LineFile file = MetricsLog.remoteFile(withoutAppend(), hadoopPath())) {
      file.open(line -> !line.equals("step"));
    }
    assertEquals(List.of("checkpoint", "last"), lines());
  }
}
