package mclspark.spark.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.dataset.shards.make.Gzip;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.spark.MoodyFileSystem;
import mclspark.spark.TestSpark;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.storage.OutputLease;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole preparations in local mode. */
@Tag("slow")
final class PrepareJobTest {

  @TempDir Path folder;
  private Path pictures;
  private Path out;

  @BeforeEach
  void makePictures() throws Exception {
    pictures = folder.resolve("pictures");
    out = folder.resolve("out");
    PictureFolder.write(pictures, 10, "ant", "bee");
    Files.writeString(pictures.resolve("bee/005.png"), "no picture");
    TestSpark.session();
    MoodyFileSystem.register();
  }

  @AfterEach
  void forgetTheFileSystem() {
    MoodyFileSystem.forget();
  }

  private PrepareRequest request(int limit) {
    return request(pictures.toString(), out.toString(), limit);
  }

  private static PrepareRequest request(String pictures, String out, int limit) {
    return new PrepareRequest(
        List.of(pictures),
        out,
        0,
        90,
        8,
        4,
        2,
        3,
        limit,
        false,
        Labelling.BY_FOLDER,
        Optional.empty());
  }

  @Test
  void picturesAreWrittenCountedAndListed() throws Exception {
    String done = new PrepareJob(request(1)).run();
    assertTrue(done.startsWith("19 pictures of 2 classes are in 3 shards in " + out), done);
    assertEquals("", Files.readString(out.resolve("_SUCCESS")));
    List<String> rejects = Files.readAllLines(out.resolve("rejects.tsv"));
    assertEquals(2, rejects.size());
    assertTrue(rejects.get(1).startsWith("bee/005.png\t"), rejects.get(1));
    String classes = Files.readString(out.resolve("classes.json"));
    assertTrue(classes.contains("\"name\" : \"bee\",\n    \"pictures\" : 9\n"), classes);

    List<Row> rows =
        TestSpark.session().read().parquet(out.resolve("shards").toString()).collectAsList();
    assertEquals(19, rows.size());
    for (Row row : rows) {
      byte[] file = Files.readAllBytes(pictures.resolve(row.<String>getAs("path")));
      assertEquals(file.length, row.<byte[]>getAs("bytes").length);
      assertEquals(row.<Integer>getAs("label"), row.<String>getAs("class").equals("bee") ? 1 : 0);
    }
    String again =
        assertThrows(UserError.class, () -> new PrepareJob(request(1)).run()).getMessage();
    assertTrue(again.contains("holds a finished set of shards"), again);
  }

  /** What a job that was killed leaves is no hindrance. */
  @Test
  void folderInUseIsRefusedAndALeaseOfADeadJobIsTakenOver() throws Exception {
    String message =
        OutputLease.holding(out.toString(), new Configuration(), () -> refusal(request(1)));
    assertTrue(message.contains("out is in use by process "), message);
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    OutputLease.holding(
        out.toString(), new Configuration(), () -> copyLeaseOf(dead.pid(), folder.resolve("l")));
    Files.move(folder.resolve("l"), out.resolve("lease.json"));
    String done = new PrepareJob(request(1)).run();
    assertTrue(done.startsWith("19 pictures of 2 classes"), done);
    assertFalse(Files.exists(out.resolve("lease.json")));
  }

  private Path copyLeaseOf(long pid, Path file) {
    try {
      String own = Files.readString(out.resolve("lease.json"));
      return Files.writeString(file, own.replaceFirst("\"pid\":\\d+", "\"pid\":" + pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void tooManyRejectsAreListedStopTheJobAndALaterOneCleansUp() throws Exception {
    String message = refusal(request(0));
    assertTrue(message.contains("more than the limit of 0"), message);
    assertTrue(message.contains("bee/005.png"), message);
    assertTrue(
        message.endsWith(
            " The broken pictures found so far are listed in " + out + "/rejects.tsv."),
        message);
    List<String> rejects = Files.readAllLines(out.resolve("rejects.tsv"));
    assertEquals(2, rejects.size(), rejects.toString());
    assertTrue(rejects.get(1).startsWith("bee/005.png\t"), rejects.get(1));
    assertFalse(Files.exists(out.resolve("_SUCCESS")));
    TestSpark.session();
    new PrepareJob(request(1)).run();
    assertTrue(Files.exists(out.resolve("_SUCCESS")));
  }

  @Test
  void compressedTarFilesAreDecompressedAndRemovedAgain() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    byte[] tar = PictureFolder.tar("a.png", PictureFolder.png(9, 8, 1), "b.png", new byte[] {1, 2});
    Files.write(data.resolve("ant.tar.gz"), Gzip.of(tar));
    Files.write(data.resolve("bee.TGZ"), Gzip.of(tar));
    Files.createDirectories(out.resolve("unpacked/7"));
    String refused = refusal(request(data.toString(), out.toString(), 0));
    assertTrue(refused.contains("more than the limit of 0"), refused);
    assertFalse(Files.exists(out.resolve("unpacked")));
    Files.createDirectories(out.resolve("unpacked/7"));
    TestSpark.session();
    String done = new PrepareJob(request(data.toString(), out.toString(), 2)).run();
    assertTrue(done.startsWith("2 pictures of 2 classes"), done);
    assertFalse(Files.exists(out.resolve("unpacked")));
    TestSpark.session();
    refused = refusal(request(data.toString(), out.toString(), 2));
    assertTrue(refused.contains("holds a finished set of shards"), refused);
  }

  /** As a cluster does, which the local mode of the other tests does not. */
  private static void tryTasksFourTimes() {
    TestSpark.session().stop();
    SparkSessions.open(SparkSettings.conf("tests").setMaster("local[1,4]"));
  }

  @Test
  void aStorageThatAnswersAgainIsTriedAgain() throws Exception {
    tryTasksFourTimes();
    MoodyFileSystem.BAD_READS.set(3);
    String done = new PrepareJob(request("moody:" + pictures, "moody:" + out, 1)).run();
    assertTrue(done.startsWith("19 pictures of 2 classes"), done);
    assertEquals(0, MoodyFileSystem.BAD_READS.get());
    assertEquals(2, Files.readAllLines(out.resolve("rejects.tsv")).size());
  }

  @Test
  void aSourceThatCannotBeReadIsToldFromAShardThatCannotBeWritten() {
    tryTasksFourTimes();
    MoodyFileSystem.BAD_READS.set(1000);
    String source = refusal(request("moody:" + pictures, out.toString(), 1));
    assertTrue(source.startsWith("The source moody:" + pictures), source);
    assertTrue(source.endsWith(".png cannot be read: the server is busy."), source);
    assertTrue(MoodyFileSystem.BAD_READS.get() <= 996, "fewer than four trials");
    tryTasksFourTimes();
    MoodyFileSystem.BAD_READS.set(0);
    MoodyFileSystem.BAD_WRITES.set(1000);
    String shard = refusal(request(pictures.toString(), "moody:" + out, 1));
    assertTrue(shard.startsWith("The shard moody:" + out + "/shards/shard-0000"), shard);
    assertTrue(shard.endsWith(".parquet cannot be written: the server is busy."), shard);
    assertTrue(MoodyFileSystem.BAD_WRITES.get() <= 996, "fewer than four trials");
  }

  @Test
  void shardsThatTheDriverDoesNotSeeAreToldAsSuch() {
    MoodyFileSystem.UNSHARED.set(true);
    String message = refusal(request(pictures.toString(), "moody:" + out, 1));
    assertTrue(message.startsWith("A task has written moody:" + out + "/shards/shard-0"), message);
    assertTrue(message.contains("but the driver does not see it: --out must be storage"), message);
    assertFalse(Files.exists(out.resolve("_SUCCESS")));
  }

  private static String refusal(PrepareRequest request) {
    return assertThrows(UserError.class, () -> new PrepareJob(request).run()).getMessage();
  }

  @Test
  void allProblemsAreListedAtOnce() throws Exception {
    Files.createDirectories(out);
    Files.writeString(out.resolve("precious.txt"), "x");
    PrepareRequest bad =
        new PrepareRequest(
            List.of(folder.resolve("nowhere").toString()),
            out.toString(),
            0,
            0,
            8,
            3,
            2,
            0,
            1,
            true,
            Labelling.BY_FOLDER,
            Optional.empty());
    String message = assertThrows(UserError.class, () -> new PrepareJob(bad).run()).getMessage();
    assertTrue(message.startsWith("5 problems:"), message);
    assertTrue(message.contains("--quality is 0; it must be from 1 to 100."), message);
    assertTrue(message.contains("a shard must hold whole row groups"), message);
    assertTrue(message.contains("it holds precious.txt"), message);
    assertTrue(message.contains("--rapids needs the RAPIDS plugin"), message);
    assertTrue(message.contains("nowhere do not exist"), message);
    assertTrue(Files.exists(out.resolve("precious.txt")));
  }
}
