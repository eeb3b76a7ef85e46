package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import mclspark.UserError;
import mclspark.cli.jvm.ProgramFailedException;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.TestSpark;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Main} called by a program with a session of its own, as a notebook does. */
@Timeout(300)
final class GuestTest {

  @TempDir Path folder;
  private SparkSession host;

  @BeforeEach
  void startHost() {
    TestSpark.session().stop();
    host =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "3")
            .getOrCreate();
  }

  @AfterEach
  void stopHost() {
    host.stop();
  }

  private String[] command(Path data) throws Exception {
    PretrainConfig config = SmallRuns.config(data, folder.resolve("run"), "ranks.workers=2");
    String file = MainProcess.write(config, folder.resolve("run.yaml")).toString();
    return new String[] {"pretrain", "--config", file};
  }

  @Test
  void theHostsSessionOutlivesJobsOfEveryKind() throws Exception {
    Path data = SmallRuns.pictures(folder.resolve("data"));
    Thread.interrupted();
    PictureFolder.write(folder.resolve("pictures"), 4, "ant", "bee");
    Main.main(command(data));
    Main.main(
        new String[] {
          "prepare",
          "--data",
          folder.resolve("pictures").toString(),
          "--out",
          folder.resolve("shards").toString()
        });
    assertTrue(Files.exists(folder.resolve("shards/_SUCCESS")));
    assertFalse(host.sparkContext().isStopped());
    assertEquals(100, host.range(100).count());
    assertEquals("3", host.conf().get("spark.sql.shuffle.partitions"));
    assertEquals(12, SmallRuns.newest(folder.resolve("run")).manifest().progress().globalStep());
    PretrainConfig alone = SmallRuns.config(data, folder.resolve("alone"));
    SmallRuns.run(alone, "", () -> {});
    assertEquals(
        SmallRuns.newest(folder.resolve("alone")).manifest().files(),
        SmallRuns.newest(folder.resolve("run")).manifest().files());
  }

  /** Kryo makes no records by itself; without a word Spark would fail at the end of the run. */
  @Test
  void aHostWithKryoNeedsOurRegistrator() throws Exception {
    host.stop();
    host =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .getOrCreate();
    String[] command = command(SmallRuns.pictures(folder.resolve("data")));
    assertEquals(
        "mcl ended with exit code 2: Spark was started by another program with Kryo, which cannot"
            + " read our records: leave spark.serializer as it is, or add"
            + " mclspark.spark.kryo.KryoRegistrations to spark.kryo.registrator where Spark is"
            + " started.",
        assertThrows(ProgramFailedException.class, () -> Main.main(command)).getMessage());
  }

  @Test
  void exitCodesAreThrown() throws Exception {
    String[] command = command(folder.resolve("nowhere"));
    ProgramFailedException failure =
        assertThrows(ProgramFailedException.class, () -> Main.main(command));
    assertEquals(2, failure.exitCode());
    assertTrue(failure.getMessage().contains("data.train: "), failure.getMessage());
    assertEquals(UserError.class, failure.getCause().getClass());
    assertEquals(
        2,
        assertThrows(ProgramFailedException.class, () -> Main.main(new String[] {"pretrian"}))
            .exitCode());
    assertDoesNotThrow(() -> Main.main(new String[] {"--version"}));
    assertEquals(host.sparkContext(), SparkContext$.MODULE$.getActive().get());
  }
}
