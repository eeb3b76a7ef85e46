package mclspark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real full disk and a real read-only one; runs where a small file system can be mounted. */
class FullDiskTest {

  private static final int ROWS_OF_A_MEGABYTE = 20_000;

  @TempDir java.nio.file.Path disk;

  private boolean mounted;

  private boolean mount(String options) throws IOException, InterruptedException {
    return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    if (!Files.isExecutable(java.nio.file.Path.of("/bin/" + command[0]))) {
      return false;
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @BeforeEach
  void mountSmallDisk() throws IOException, InterruptedException {
    mounted = mount("size=4m");
    assumeTrue(mounted, "no file system can be mounted here");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      assertTrue(run("umount", disk.toString()));
    }
  }

  private CheckpointStore store() {
    return CheckpointStore.open(disk.resolve("run").toString(), new Configuration(), 1);
  }

  private List<String> names() throws IOException {
    try (Stream<java.nio.file.Path> entries = Files.list(disk.resolve("run"))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  @Test
  void aFullDiskKeepsThePreviousCheckpoint() throws IOException {
    CheckpointStore store = store();
    Checkpoint good = store.save(Snapshots.at(1));
    Snapshot large = Snapshots.at(2, 3 * ROWS_OF_A_MEGABYTE);
    String message = assertThrows(UserError.class, () -> store.save(large)).getMessage();
    assertTrue(message.contains("step-000000002: No space left on device. Free"), message);
    assertEquals(List.of("step-000000001"), names());
    assertEquals(good, store.latest().orElseThrow());
    Snapshots.assertSame(Snapshots.at(1), store.load(good.path()));
    store.save(Snapshots.at(3));
    assertEquals(List.of("step-000000003"), names());
  }

  @Test
  void aFullDiskIsFoundByThePreflight() throws IOException {
    Files.write(disk.resolve("filler"), new byte[(4 << 20) - (16 << 10)]);
    String message = assertThrows(UserError.class, store()::checkWritable).getMessage();
    assertTrue(message.contains("No space left on device"), message);
    assertTrue(Files.notExists(disk.resolve("run")));
  }

  @Test
  void aReadOnlyFolderIsFoundByThePreflight() throws IOException, InterruptedException {
    Checkpoint good = store().save(Snapshots.at(1));
    assumeTrue(mount("remount,ro"), "no file system can be mounted here");
    String message = assertThrows(UserError.class, store()::checkWritable).getMessage();
    assertTrue(message.contains("Read-only file system"), message);
    assertThrows(UserError.class, () -> store().save(Snapshots.at(2)));
    assertEquals(good, store().latest().orElseThrow());
    CheckpointStore missing =
        CheckpointStore.open(disk.resolve("other").toString(), new Configuration(), 1);
    assertThrows(UserError.class, missing::checkWritable);
  }
}
