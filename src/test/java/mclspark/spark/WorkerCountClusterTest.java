package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.WorkerRequest;
import mclspark.spark.prepare.PrepareJob;
import mclspark.spark.prepare.PrepareRequest;
import mclspark.step.Device;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four executor JVMs: W = 4 on 1, 2 and 4 of them, over every back end that they can have. */
@Tag("cluster")
@Timeout(300)
class WorkerCountClusterTest {

  @TempDir static Path folder;

  private static LocalCluster cluster;
  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() throws Exception {
    Path target = Path.of(System.getProperty("mcl.home"), "target");
    cluster = LocalCluster.start(target.resolve("count-test"), 4);
    spark = cluster.open(cluster.conf("worker count test"));
    Preflight.awaitSlots(spark, new WorkerRequest(4, Device.CPU, Duration.ofSeconds(60)));
    SmallRuns.pictures(folder.resolve("data"));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Map<String, ?> bits(String name, String... overrides) throws Exception {
    Path output = folder.resolve(name);
    PretrainConfig config = SmallRuns.config(folder.resolve("data"), output, overrides);
    StageRun.run(config, spark, StageRun.Fault.NONE);
    return SmallRuns.newest(output).manifest().files();
  }

  @Test
  void theSameBitsForEveryNumberOfWorkersAndEveryBackEnd() throws Exception {
    Map<String, ?> one = bits("one", "ranks.workers=1");
    assertEquals(one, bits("two", "ranks.workers=2", "collective.backend=tcp"));
    assertEquals(one, bits("four", "ranks.workers=4", "collective.backend=tcp"));
    assertEquals(one, bits("memory", "ranks.workers=4", "collective.backend=shared-memory"));
    assertEquals(
        one,
        bits("sealed", "ranks.workers=4", "collective.backend=tcp", "collective.encrypt=true"));
    shardsAreWrittenBySeveralJvms(); // last: it ends the session
  }

  /** What travels between JVMs is registered with Kryo, or it would be refused here. */
  private static void shardsAreWrittenBySeveralJvms() throws Exception {
    Path pictures = folder.resolve("pictures");
    PictureFolder.write(pictures, 20, "ant", "bee");
    PrepareRequest request =
        new PrepareRequest(
            List.of(pictures.toString()),
            folder.resolve("shards").toString(),
            0,
            90,
            8,
            4,
            2,
            0,
            0,
            false,
            Labelling.BY_FOLDER,
            Optional.empty());
    String done = new PrepareJob(request).run();
    assertTrue(done.startsWith("40 pictures of 2 classes are in 5 shards"), done);
  }
}
