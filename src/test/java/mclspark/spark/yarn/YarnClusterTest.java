package mclspark.spark.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.Await;
import mclspark.spark.RunFolder;
import mclspark.spark.yarn.YarnCluster.Command;
import mclspark.spark.yarn.YarnCluster.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command of a user on YARN: submit/yarn with Spark 4.2.0 on two node managers. Run by
 * src/test/yarn/run, which fetches them.
 */
@Tag("cluster")
@Timeout(900)
class YarnClusterTest {

  @TempDir static Path folder;

  private static YarnCluster cluster;
  private static Path data;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = YarnCluster.start(folder.resolve("cluster"));
    data = SmallRuns.pictures(folder.resolve("data"));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** The command's last words: options of spark-submit, then changes of the configuration. */
  private static String[] pretrain(Path output, List<String> options, String... overrides)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("ranks.workers=2", "knn.every_epochs=0"));
    all.addAll(List.of(overrides));
    PretrainConfig config = SmallRuns.config(data, output, all.toArray(String[]::new));
    Path file =
        Files.writeString(
            folder.resolve(output.getFileName() + ".yaml"),
            new ObjectMapper().writeValueAsString(config.tree()));
    List<String> words = new ArrayList<>(options);
    words.addAll(List.of("pretrain", "--config", file.toString()));
    return words.toArray(String[]::new);
  }

  private static String lastLine(Outcome outcome) {
    return outcome.output().lines().reduce("", (before, line) -> line);
  }

  @Test
  void preTrainingEndsInTheBitsOfLocalMode() throws Exception {
    Path output = folder.resolve("run");
    Outcome outcome = cluster.run(pretrain(output, List.of()));
    assertEquals(0, outcome.code(), outcome.output());
    SmallRuns.run(SmallRuns.config(data, folder.resolve("alone")), "", () -> {});
    assertEquals(
        SmallRuns.newest(folder.resolve("alone")).manifest().files(),
        SmallRuns.newest(output).manifest().files());
  }

  /** Networks of some 700 MiB beside Java in a container of 1 GiB; small ones take 700 MB there. */
  @Test
  void aContainerKilledForItsMemoryNamesTheSettingToRaise() throws Exception {
    Outcome outcome =
        cluster.run(
            pretrain(
                folder.resolve("large"),
                List.of("--conf", "spark.executor.memoryOverhead=512m"),
                "model.arch=resnet50",
                "optimizer.batch_size=8",
                "ranks.logical=2",
                "restart.limit=0"));
    assertEquals(3, outcome.code(), outcome.output());
    assertTrue(
        lastLine(outcome)
            .matches(
                "Gave up after 1 failures .*Container killed by YARN for exceeding physical memory"
                    + " limits\\..* Consider boosting spark\\.executor\\.memoryOverhead\\."),
        outcome.output());
  }

  @Test
  void anApplicationKilledFromOutsideLeavesItsCheckpoint() throws Exception {
    Path output = folder.resolve("stopped");
    RunFolder run = new RunFolder(output);
    Command command =
        cluster.submit(
            Map.of(),
            pretrain(output, List.of(), "optimizer.epochs=2000", "checkpoint.every_steps=5"));
    Await.until(
        "8 steps",
        Duration.ofMinutes(10),
        () -> run.stepsDone() >= 8 || !command.process().isAlive());
    cluster.killApplications();
    Outcome outcome = command.outcome();
    assertEquals(3, outcome.code(), outcome.output());
    assertTrue(
        lastLine(outcome).startsWith("Spark has ended this application; what it has saved stands."),
        outcome.output());
    assertTrue(SmallRuns.newest(output).manifest().progress().globalStep() >= 5);
  }

  @Test
  void aQueueThatIsNotThereIsRefused() throws Exception {
    Outcome outcome = cluster.run(pretrain(folder.resolve("queue"), List.of("--queue", "nope")));
    assertEquals(2, outcome.code(), outcome.output());
    assertEquals(
        "YARN has no queue 'nope': name one that it has by --queue (spark.yarn.queue).",
        lastLine(outcome));
  }

  @Test
  void anExecutorLargerThanAnyContainerIsRefused() throws Exception {
    Outcome outcome =
        cluster.run(
            pretrain(folder.resolve("heap"), List.of("--conf", "spark.executor.memory=9g")));
    assertEquals(2, outcome.code(), outcome.output());
    assertEquals(
        "YARN gives a container 8192 MB at most, but spark.executor.memory is 9g and"
            + " spark.executor.memoryOverhead 1g: lower them, or raise"
            + " yarn.scheduler.maximum-allocation-mb and yarn.nodemanager.resource.memory-mb on the"
            + " cluster.",
        lastLine(outcome));
  }

  @Test
  void gpusThatYarnDoesNotKnowAreRefused() throws Exception {
    Outcome outcome =
        cluster
            .submit(Map.of("MCL_GPU", "1"), pretrain(folder.resolve("gpu"), List.of()))
            .outcome();
    assertEquals(2, outcome.code(), outcome.output());
    assertEquals(
        "spark.executor.resource.gpu.amount is 1, but YARN's resource manager knows no resource"
            + " yarn.io/gpu (it knows memory-mb, vcores) and would start executors without it: have"
            + " it set up there (resource-types.xml), or do not ask for it.",
        lastLine(outcome));
  }
}
