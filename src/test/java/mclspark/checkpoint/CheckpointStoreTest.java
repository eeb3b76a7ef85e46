package mclspark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.storage.FileEntry;
import mclspark.storage.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

  @TempDir java.nio.file.Path folder;

  private CheckpointStore store(String name, int keep) {
    return CheckpointStore.open(folder.resolve(name).toString(), new Configuration(), keep);
  }

  private List<String> names(java.nio.file.Path directory) throws IOException {
    try (Stream<java.nio.file.Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private long latestStep(CheckpointStore store) {
    return store.latest().orElseThrow().manifest().progress().globalStep();
  }

  @Test
  void whatIsSavedIsLoaded() {
    CheckpointStore store = store("a", 3);
    Checkpoint saved = store.save(Snapshots.at(1234));
    assertEquals(new Path(store.root(), "step-000001234"), saved.path());
    Snapshots.assertSame(Snapshots.at(1234), store.load(saved.path()));
    Checkpoint latest = store.latest().orElseThrow();
    assertEquals(saved, latest);
    assertEquals("child", latest.manifest().run().name());
  }

  @Test
  void theFolderHoldsExactlyWhatTheFormatSays() throws IOException {
    Checkpoint saved = store("a", 3).save(Snapshots.at(7));
    java.nio.file.Path checkpoint = folder.resolve("a/step-000000007");
    assertEquals(
        List.of("_COMMITTED", "manifest.json", "model.safetensors", "optimizer.safetensors"),
        names(checkpoint));
    byte[] model = Files.readAllBytes(checkpoint.resolve("model.safetensors"));
    assertEquals(
        new FileEntry(model.length, Sha256.of(model)),
        saved.manifest().files().get("model.safetensors"));
    byte[] manifest = Files.readAllBytes(checkpoint.resolve("manifest.json"));
    assertEquals(
        Sha256.of(manifest) + "\n",
        Files.readString(checkpoint.resolve("_COMMITTED"), StandardCharsets.US_ASCII));
  }

  @Test
  void equalSnapshotsGiveEqualBytes() throws IOException {
    store("a", 1).save(Snapshots.at(7));
    store("b", 1).save(Snapshots.at(7));
    for (String name : names(folder.resolve("a/step-000000007"))) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("a/step-000000007").resolve(name)),
          Files.readAllBytes(folder.resolve("b/step-000000007").resolve(name)),
          name);
    }
  }

  @Test
  void onlyTheNewestAreKept() throws IOException {
    CheckpointStore store = store("a", 2);
    for (long step = 1; step <= 5; step++) {
      store.save(Snapshots.at(step));
      assertEquals(step, latestStep(store));
      assertEquals(Math.min(step, 2), names(folder.resolve("a")).size());
    }
    assertEquals(List.of("step-000000004", "step-000000005"), names(folder.resolve("a")));
  }

  @Test
  void theCheckpointJustSavedStaysThoughOthersAreNewer() throws IOException {
    CheckpointStore store = store("a", 2);
    store.save(Snapshots.at(20));
    store.save(Snapshots.at(30));
    store.save(Snapshots.at(15));
    assertTrue(names(folder.resolve("a")).contains("step-000000015"));
  }

  @Test
  void theSameStepSavedAgainReplacesTheFirst() throws IOException {
    CheckpointStore store = store("a", 3);
    store.save(Snapshots.at(7, 2));
    store.save(Snapshots.at(8, 2));
    Checkpoint again = store.save(Snapshots.at(7, 3));
    assertEquals(List.of("step-000000007-r2", "step-000000008"), names(folder.resolve("a")));
    Snapshots.assertSame(Snapshots.at(7, 3), store.load(again.path()));
    store.save(Snapshots.at(7, 4));
    assertEquals(List.of("step-000000007-r3", "step-000000008"), names(folder.resolve("a")));
  }

  @Test
  void laterCheckpointsAreDiscardedOnRequest() throws IOException {
    CheckpointStore store = store("a", 5);
    for (long step : new long[] {10, 20, 30}) {
      store.save(Snapshots.at(step));
    }
    List<Path> deleted = store.discardLaterThan(10);
    assertEquals(2, deleted.size());
    assertEquals(List.of("step-000000010"), names(folder.resolve("a")));
    assertEquals(List.of(), store.discardLaterThan(10));
  }

  @Test
  void aStoreThatDoesNotExistHasNoLatest() throws IOException {
    assertEquals(Optional.empty(), store("none", 1).latest());
    assertFalse(Files.exists(folder.resolve("none")));
    Files.createDirectories(folder.resolve("empty"));
    assertEquals(Optional.empty(), store("empty", 1).latest());
  }

  @Test
  void filesOfOthersAreLeftAlone() throws IOException {
    java.nio.file.Path root = Files.createDirectories(folder.resolve("a/step-notes"));
    Files.writeString(folder.resolve("a/step-000000001"), "a file");
    Files.writeString(folder.resolve("a/metrics.jsonl"), "{}");
    CheckpointStore store = store("a", 1);
    store.save(Snapshots.at(2));
    store.save(Snapshots.at(3));
    assertEquals(
        List.of("metrics.jsonl", "step-000000001", "step-000000003", "step-notes"),
        names(root.getParent()));
  }

  @Test
  void stepsBeyondNineDigitsSortByNumber() {
    CheckpointStore store = store("a", 5);
    store.save(Snapshots.at(999_999_999L));
    store.save(Snapshots.at(1_000_000_000L));
    assertEquals(1_000_000_000L, latestStep(store));
  }

  @Test
  void filesThatDifferHaveOtherDigests() {
    CheckpointStore store = store("a", 5);
    Manifest first = store.save(Snapshots.at(1)).manifest();
    Manifest second = store.save(Snapshots.at(2)).manifest();
    assertNotEquals(first.files(), second.files());
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> store("a", 0));
    Snapshot good = Snapshots.at(1);
    TensorFile file = good.files().get(Snapshot.MODEL);
    for (String name : List.of("../x.safetensors", "model.pth", "", ".safetensors", "_COMMITTED")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Snapshot(good.created(), good.run(), good.progress(), Map.of(name, file)),
          name);
    }
  }
}
