package mclspark.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.storage.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A committed checkpoint is damaged behind the store's back. */
class CheckpointDamageTest {

  @TempDir java.nio.file.Path folder;

  private final CheckpointReader reader = new CheckpointReader(new Configuration());
  private CheckpointStore store;
  private Checkpoint older;
  private Checkpoint newer;

  @BeforeEach
  void saveTwo() {
    store = CheckpointStore.open(folder.toString(), new Configuration(), 2);
    older = store.save(Snapshots.at(10));
    newer = store.save(Snapshots.at(20));
  }

  private java.nio.file.Path file(String name) {
    return folder.resolve("step-000000020").resolve(name);
  }

  private String loadError() {
    return assertThrows(UserError.class, () -> store.load(newer.path())).getMessage();
  }

  private void assertSkipped(String context) {
    assertEquals(older, store.latest().orElseThrow(), context);
    assertThrows(UserError.class, () -> reader.resolve(newer.path().toString()), context);
    assertEquals(older, reader.resolve(folder.toString()), context);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model.safetensors", "optimizer.safetensors", "manifest.json", "_COMMITTED"})
  void everyFlippedByteIsDetected(String name) throws IOException {
    byte[] good = Files.readAllBytes(file(name));
    // Every 13th byte: header, data and padding of each file, in a few seconds.
    for (int i = 0; i < good.length; i += 13) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(file(name), bad);
      String message = loadError();
      assertTrue(message.contains("20/"), message);
      assertSkipped(name + " byte " + i);
    }
    Files.write(file(name), good);
    assertEquals(newer, store.latest().orElseThrow());
  }

  @Test
  void aCorruptedFileIsNamedWithBothDigests() throws IOException {
    byte[] bytes = Files.readAllBytes(file("model.safetensors"));
    String expected = Sha256.of(bytes);
    // In the header's length: the digest is blamed, not the parser.
    bytes[7] = 1;
    Files.write(file("model.safetensors"), bytes);
    String path = new Path(newer.path(), "model.safetensors").toString();
    assertEquals(
        String.format(
            "%s is corrupted: its SHA-256 is %s, expected %s. Give another checkpoint.",
            path, Sha256.of(bytes), expected),
        loadError());
  }

  @Test
  void truncatedFilesAreDetected() throws IOException {
    byte[] bytes = Files.readAllBytes(file("model.safetensors"));
    for (int length : new int[] {0, 7, 100, bytes.length - 1}) {
      Files.write(file("model.safetensors"), Arrays.copyOf(bytes, length));
      String message = loadError();
      assertTrue(message.contains("has " + length + " bytes; manifest.json says"), message);
      assertSkipped("length " + length);
    }
  }

  @Test
  void missingFilesAreDetected() throws IOException {
    Files.delete(file("optimizer.safetensors"));
    assertTrue(loadError().contains("optimizer.safetensors is missing"));
    assertSkipped("optimizer");
    Files.delete(file("manifest.json"));
    assertTrue(loadError().contains("manifest.json is missing"));
    assertSkipped("manifest");
  }

  @Test
  void withoutItsMarkerACheckpointIsHalfWritten() throws IOException {
    Files.write(file("_COMMITTED"), Arrays.copyOf(Files.readAllBytes(file("_COMMITTED")), 64));
    assertTrue(loadError().contains("is a half-written checkpoint"));
    assertSkipped("short marker");
    Files.delete(file("_COMMITTED"));
    assertTrue(loadError().contains("is a half-written checkpoint"));
    assertSkipped("no marker");
  }

  @Test
  void aDamagedCheckpointSurvivesTheCleaningOfLeftovers() throws IOException {
    Files.write(file("model.safetensors"), new byte[3]);
    store.save(Snapshots.at(30));
    assertTrue(Files.exists(file("model.safetensors")));
    store.save(Snapshots.at(40));
    assertTrue(Files.notExists(file("model.safetensors")));
  }

  @Test
  void anUnknownVersionIsRefusedAndNotSkipped() throws IOException {
    String json = Files.readString(file("manifest.json"));
    String future = json.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2");
    Files.writeString(file("manifest.json"), future);
    Files.writeString(file("_COMMITTED"), Sha256.of(future.getBytes(UTF_8)) + "\n");
    assertTrue(loadError().contains("has checkpoint format version 2"));
    assertThrows(UserError.class, store::latest);
  }

  @Test
  void partsAreLoadedAndChecked() throws IOException {
    TensorFile queue =
        reader.loadFile(newer.path(), Snapshot.MODEL, name -> name.equals("queue_ptr"));
    assertEquals(20, queue.tensors().get("queue_ptr").data().getLong(0));
    assertEquals(1, queue.tensors().size());
    assertThrows(
        UserError.class, () -> reader.loadFile(newer.path(), "bank.safetensors", name -> true));
    byte[] bytes = Files.readAllBytes(file("model.safetensors"));
    bytes[bytes.length - 20] ^= 1;
    Files.write(file("model.safetensors"), bytes);
    assertThrows(
        UserError.class, () -> reader.loadFile(newer.path(), Snapshot.MODEL, name -> false));
  }
}
