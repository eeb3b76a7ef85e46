package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command of a user on a cluster of two executor JVMs, given again after each of its ends:
 * given up, killed, terminated, done. It ends in the bits of an undisturbed run.
 */
@Tag("cluster")
@Timeout(300)
class DriverClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String LENGTH = "optimizer.epochs=12"; // 72 steps

  @TempDir static Path folder;

  private static LocalCluster cluster;
  private static Path home;
  private static Path data;

  private final RunFolder run = new RunFolder(folder.resolve("run"));
  private int logs;

  @BeforeAll
  static void startCluster() throws Exception {
    home = Path.of(System.getProperty("mcl.home"));
    cluster = LocalCluster.start(home.resolve("target/driver-test"), 2);
    data = SmallRuns.pictures(folder.resolve("data"));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Path configuration() throws IOException {
    PretrainConfig config =
        SmallRuns.config(
            data,
            folder.resolve("run"),
            LENGTH,
            "ranks.workers=2",
            "knn.every_epochs=0",
            "checkpoint.every_steps=5",
            "restart.limit=0");
    return Files.writeString(
        folder.resolve("run.yaml"), new ObjectMapper().writeValueAsString(config.tree()));
  }

  private Process command(String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("submit/mcl").toString(),
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            "--master",
            cluster.master(),
            "pretrain",
            "--config",
            configuration().toString(),
            "--resume",
            "auto");
    builder.command().addAll(List.of(more));
    builder.environment().put("MCL_DRIVER_MEMORY", "1g");
    builder.environment().remove("SPARK_HOME");
    Path log = folder.resolve(logs++ + ".log");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve(logs - 1 + ".log"));
  }

  private void awaitSteps(Process driver, long steps) throws Exception {
    Await.until(steps + " steps", PATIENCE, () -> run.stepsDone() >= steps || !driver.isAlive());
    assertTrue(driver.isAlive(), log());
  }

  private int exitCode(Process driver) throws Exception {
    assertTrue(driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), log());
    return driver.exitValue();
  }

  private static long saved() {
    return SmallRuns.newest(folder.resolve("run")).manifest().progress().globalStep();
  }

  @Test
  void everyEndGoesOnToTheSameBits() throws Exception {
    // Each failure is one without progress: no checkpoint is due within the epochs.
    Process driver = command("checkpoint.every_steps=0", "checkpoint.every_epochs=1000");
    awaitSteps(driver, 2);
    cluster.executors().get(0).destroyForcibly();
    assertEquals(3, exitCode(driver), log());

    driver = command();
    awaitSteps(driver, 12);
    long steps = run.stepsDone();
    driver.destroyForcibly();
    driver.waitFor();
    long fault = System.nanoTime();
    assertTrue(saved() >= 10, saved() + " steps are saved");

    long from = saved();
    driver = command();
    Await.until(
        "a step after it", PATIENCE, () -> run.events("run").size() > 1 && run.stepsDone() > from);
    System.out.printf(
        Locale.ROOT,
        "chaos | driver killed, same command | next step %5.2f s | steps lost %d%n",
        (System.nanoTime() - fault) / 1e9,
        steps - from);
    awaitSteps(driver, 30);
    driver.destroy(); // SIGTERM
    assertEquals(130, exitCode(driver), log());
    assertTrue(saved() < 72, saved() + " steps");
    assertTrue(log().contains("Stopped and saved after " + saved() + " steps"), log());

    driver = command();
    assertEquals(0, exitCode(driver), log());
    PretrainConfig alone = SmallRuns.config(data, folder.resolve("alone"), LENGTH);
    SmallRuns.run(alone, "", () -> {});
    assertEquals(
        SmallRuns.newest(folder.resolve("alone")).manifest().files(),
        SmallRuns.newest(folder.resolve("run")).manifest().files());
  }
}
