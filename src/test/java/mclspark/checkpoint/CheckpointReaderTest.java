package mclspark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointReaderTest {

  @TempDir java.nio.file.Path folder;

  private final CheckpointReader reader = new CheckpointReader(new Configuration());

  private CheckpointStore store(String name) {
    return CheckpointStore.open(folder.resolve(name).toString(), new Configuration(), 5);
  }

  private void assertRefused(String location, String expected) {
    UserError error = assertThrows(UserError.class, () -> reader.resolve(location));
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }

  @Test
  void findsCheckpointsStoresAndRuns() {
    Checkpoint first = store("run/checkpoints").save(Snapshots.at(1));
    Checkpoint second = store("run/checkpoints").save(Snapshots.at(2));
    assertEquals(first, reader.resolve(first.path().toString()));
    assertEquals(second, reader.resolve(second.path() + "/"));
    assertEquals(second, reader.resolve(folder + "/run/checkpoints"));
    assertEquals(second, reader.resolve(folder.resolve("run").toUri().toString()));
    Snapshots.assertSame(Snapshots.at(2), reader.load(second.path()));
  }

  @Test
  void aWrongPathIsRefused() {
    assertRefused(folder + "/nowhere", "nowhere does not exist. Give a checkpoint's folder");
    assertRefused("", "'' is not a path");
    assertRefused("nosuchscheme://host/x", "Cannot open the file system of nosuchscheme://host/x");
    assertThrows(UserError.class, () -> store("a").load(store("a").root()));
  }

  @Test
  void aFolderWithoutCheckpointsIsDescribed() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    assertRefused(folder + "/run", "has no checkpoint in it: it holds nothing");
    for (String name : List.of("a", "b", "c", "d", "e")) {
      Files.writeString(folder.resolve("run").resolve(name), name);
    }
    assertRefused(folder + "/run", "it holds a, b, c and 2 more");
  }

  @Test
  void aRunWithHalfWrittenCheckpointsOnlyIsRefused() throws IOException {
    Checkpoint saved = store("run").save(Snapshots.at(1));
    Files.delete(java.nio.file.Path.of(saved.path().toUri()).resolve("_COMMITTED"));
    Files.createDirectories(folder.resolve("run/step-000000002-r2"));
    assertRefused(folder + "/run", "has no complete checkpoint, only 2 half-written");
    assertRefused(saved.path().toString(), "is a half-written checkpoint");
    assertRefused(folder + "/run/step-000000002-r2", "is a half-written");
  }

  @Test
  void aRunWithDamagedCheckpointsOnlyIsRefused() throws IOException {
    Checkpoint saved = store("run").save(Snapshots.at(1));
    Files.delete(java.nio.file.Path.of(saved.path().toUri()).resolve("model.safetensors"));
    assertRefused(folder + "/run", "has no intact checkpoint, only 1 damaged: ");
  }

  @Test
  void aFileInsideACheckpointPointsToItsFolder() {
    Checkpoint saved = store("run").save(Snapshots.at(1));
    for (String name : List.of("model.safetensors", "manifest.json", "_COMMITTED")) {
      assertRefused(saved.path() + "/" + name, "Give the checkpoint's folder, " + saved.path());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "504b03041400, 'is a zip archive, such as a PyTorch file (.pth); expected is a checkpoint'",
    "80025d71, is a Python pickle",
    "40000000000000007b22, is a single safetensors file",
    "7b226122, is a JSON file",
    "ffd8ffe0, is a file of another kind",
    "'', is an empty file",
  })
  void foreignFilesAreNamed(String bytes, String expected) throws IOException {
    java.nio.file.Path file = folder.resolve("model.pth");
    Files.write(file, HexFormat.of().parseHex(bytes));
    assertRefused(file.toString(), expected);
  }
}
