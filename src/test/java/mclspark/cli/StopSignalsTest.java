package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.Await;
import mclspark.spark.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the program ends, as its caller sees it. */
@Tag("slow")
@Timeout(300)
class StopSignalsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String LENGTH = "optimizer.epochs=10"; // 60 steps

  @TempDir Path folder;

  /** The only checkpoint before the end is the one that the signal asks for. */
  @Test
  void terminatedRunSavesItselfAndGoesOnToTheSameBits() throws Exception {
    Path data = SmallRuns.pictures(folder.resolve("data"));
    Path output = folder.resolve("run");
    PretrainConfig config =
        SmallRuns.config(
            data,
            output,
            LENGTH,
            "ranks.workers=2",
            "knn.every_epochs=0",
            "checkpoint.every_epochs=1000");
    String file = MainProcess.write(config, folder.resolve("run.yaml")).toString();
    long saved;
    try (MainProcess program =
        MainProcess.start(folder.resolve("1.log"), "pretrain", "--config", file)) {
      RunFolder run = new RunFolder(output);
      Await.until("3 steps", PATIENCE, () -> run.stepsDone() >= 3 || !program.isAlive());
      program.terminate();
      assertEquals(130, program.exitCode(), program.output());
      saved = SmallRuns.newest(output).manifest().progress().globalStep();
      assertTrue(saved >= 3 && saved < 60, saved + " steps");
      assertTrue(
          program.output().contains("Stopped and saved after " + saved + " steps"),
          program.output());
      assertFalse(Files.exists(output.resolve("stop")));
      assertTrue(run.events("done").isEmpty());
    }
    try (MainProcess program =
        MainProcess.start(
            folder.resolve("2.log"), "pretrain", "--config", file, "--resume", "auto")) {
      assertEquals(0, program.exitCode(), program.output());
      assertTrue(program.output().contains("Going on from"), program.output());
    }
    PretrainConfig alone = SmallRuns.config(data, folder.resolve("alone"), LENGTH);
    SmallRuns.run(alone, "", () -> {});
    assertEquals(
        SmallRuns.newest(folder.resolve("alone")).manifest().files(),
        SmallRuns.newest(output).manifest().files());
  }

  @Test
  void mistakeEndsInTwo() throws Exception {
    PretrainConfig config = SmallRuns.config(folder.resolve("nowhere"), folder.resolve("run"));
    String file = MainProcess.write(config, folder.resolve("run.yaml")).toString();
    try (MainProcess program =
        MainProcess.start(folder.resolve("log"), "pretrain", "--config", file)) {
      assertEquals(2, program.exitCode(), program.output());
      assertTrue(program.output().contains("data.train: "), program.output());
    }
  }
}
