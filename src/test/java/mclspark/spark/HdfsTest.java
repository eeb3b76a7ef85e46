package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointStore;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.prepare.PrepareJob;
import mclspark.spark.prepare.PrepareRequest;
import mclspark.storage.CommittedFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSInotifyEventInputStream;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.client.HdfsAdmin;
import org.apache.hadoop.hdfs.inotify.Event;
import org.apache.hadoop.hdfs.inotify.EventBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose pictures, metrics and checkpoints lie on HDFS. */
@Tag("slow")
class HdfsTest {

  @TempDir static Path folder;

  private static MiniDFSCluster cluster;
  private static URI root;

  @BeforeAll
  static void startHdfs() throws Exception {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    cluster.waitActive();
    root = cluster.getURI();
    cluster.getFileSystem(); // the client that all then share, with as many copies as datanodes
  }

  @AfterAll
  static void stopHdfs() {
    if (cluster != null) {
      cluster.shutdown(true);
    }
  }

  @BeforeEach
  void haveSpark() {
    TestSpark.session();
  }

  private static PretrainConfig config(String name, String... more) {
    List<String> overrides = new ArrayList<>();
    overrides.add("output=" + root.resolve("/" + name));
    overrides.add("ranks.workers=2");
    overrides.add("log.tensorboard=true");
    overrides.addAll(List.of(more));
    return SmallRuns.config(folder, folder, overrides.toArray(String[]::new));
  }

  private static Checkpoint newest(PretrainConfig config) {
    return CheckpointStore.open(config.output() + "/checkpoints", SmallRuns.HADOOP, 1)
        .latest()
        .orElseThrow();
  }

  @Test
  void aRunGoesOnFromHdfsToTheBitsOfALocalOne() throws Exception {
    Path local = SmallRuns.pictures(folder.resolve("pictures"));
    PretrainConfig alone = SmallRuns.config(local, folder.resolve("alone"));
    SmallRuns.run(alone, "", () -> {});
    Checkpoint expected = SmallRuns.newest(folder.resolve("alone"));

    FileSystem hdfs = cluster.getFileSystem();
    hdfs.copyFromLocalFile(hadoop(local), new org.apache.hadoop.fs.Path("/pictures"));
    URI data = root.resolve("/pictures/");
    PretrainConfig config =
        config(
            "run",
            "data.train=" + data.resolve("train.bin"),
            "data.test=" + data.resolve("test.bin"));
    TrainingJob.pretrain(config).run(false);
    Checkpoint last = newest(config);
    assertEquals(expected.manifest().files(), last.manifest().files());

    hdfs.delete(last.path(), true);
    assertEquals(6, newest(config).manifest().progress().globalStep());
    TestSpark.session();
    TrainingJob.pretrain(config).run(false);
    assertEquals(expected.manifest().files(), newest(config).manifest().files());
    Path copy = folder.resolve("metrics.jsonl");
    hdfs.copyToLocalFile(new org.apache.hadoop.fs.Path("/run/metrics.jsonl"), hadoop(copy));
    long steps =
        Files.readAllLines(copy).stream().filter(l -> l.startsWith("{\"kind\":\"step\"")).count();
    assertEquals(12, steps);
  }

  @Test
  void shardsAreWrittenToHdfsAndTrainedOn() throws Exception {
    Path pictures = folder.resolve("classes");
    PictureFolder.write(pictures, 16, "ant", "bee");
    String out = root.resolve("/shards").toString();
    String done =
        new PrepareJob(
                new PrepareRequest(
                    List.of(pictures.toString()),
                    out,
                    0,
                    90,
                    16,
                    8,
                    2,
                    0,
                    0,
                    false,
                    Labelling.BY_FOLDER,
                    Optional.empty()))
            .run();
    assertTrue(done.startsWith("32 pictures of 2 classes are in 2 shards in " + out), done);

    TestSpark.session();
    PretrainConfig config =
        config("from-shards", "data.format=shards", "data.train=" + out, "knn.every_epochs=0");
    TrainingJob.pretrain(config).run(false);
    assertEquals(4, newest(config).manifest().progress().globalStep());
  }

  /** A reader of a pointer never finds it gone. */
  @Test
  void aFileIsReplacedInOneStep() throws Exception {
    org.apache.hadoop.fs.Path place =
        new org.apache.hadoop.fs.Path(root.resolve("/pointers/champion.json"));
    CommittedFile.write(place, SmallRuns.HADOOP, out -> out.write('1'));
    DFSInotifyEventInputStream events =
        new HdfsAdmin(root, new Configuration()).getInotifyEventStream();
    CommittedFile.write(place, SmallRuns.HADOOP, out -> out.write('2'));
    boolean renamed = false;
    while (!renamed) {
      EventBatch batch = events.poll(30, TimeUnit.SECONDS);
      for (Event event : batch.getEvents()) {
        assertNotEquals(Event.EventType.UNLINK, event.getEventType());
        renamed |= event.getEventType() == Event.EventType.RENAME;
      }
    }
    assertEquals("2", StoredFiles.readText(cluster.getFileSystem(), place));
    assertEquals(1, cluster.getFileSystem().listStatus(place.getParent()).length);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
