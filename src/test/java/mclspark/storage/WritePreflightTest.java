package mclspark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.FaultyFileSystem;
import mclspark.checkpoint.FaultyFileSystem.Fault;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritePreflightTest {

  @TempDir java.nio.file.Path folder;

  private CheckpointStore store(String name) {
    return CheckpointStore.open(folder.resolve(name).toString(), new Configuration(), 1);
  }

  private List<String> names() throws IOException {
    try (Stream<java.nio.file.Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  @Test
  void leavesNothingBehind() throws IOException {
    store("a/b/c").checkWritable();
    assertEquals(List.of(), names());
    Files.createDirectories(folder.resolve("a/b"));
    store("a/b").checkWritable();
    store("a/b/c").checkWritable();
    assertEquals(List.of("a"), names());
    try (Stream<java.nio.file.Path> entries = Files.list(folder.resolve("a/b"))) {
      assertEquals(0, entries.count());
    }
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    for (String name : List.of("file", "file/below")) {
      String message = assertThrows(UserError.class, store(name)::checkWritable).getMessage();
      assertTrue(message.contains("Cannot write " + store(name).root() + ": "), message);
      assertTrue(message.contains("is a file; choose another output folder"), message);
    }
    assertEquals("x", Files.readString(folder.resolve("file")));
  }

  @Test
  void everyFailureIsReported() {
    for (int healthy = 0; healthy < 50; healthy++) {
      FaultyFileSystem faulty = new FaultyFileSystem(Fault.EXCEPTION, healthy);
      Path root = new Path(folder.resolve("run" + healthy + "/a").toUri());
      CheckpointStore store = new CheckpointStore(faulty, root, 1);
      try {
        store.checkWritable();
        assertTrue(!faulty.tripped(), "failure " + healthy + " went unnoticed");
        return;
      } catch (UserError e) {
        assertTrue(e.getMessage().contains("injected EXCEPTION"), e.getMessage());
      }
    }
    throw new AssertionError("never succeeded");
  }
}
