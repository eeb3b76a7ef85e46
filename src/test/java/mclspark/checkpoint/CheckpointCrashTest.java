package mclspark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.checkpoint.FaultyFileSystem.Fault;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every change that a save makes to the file system is made to fail, one after the other. */
class CheckpointCrashTest {

  // A save makes about 40 changes; a loop that never ends is a bug of the test.
  private static final int MOST_CHANGES = 200;

  @TempDir java.nio.file.Path folder;

  private Path root(long fault) {
    return new Path(folder.resolve("run" + fault).toUri());
  }

  private CheckpointStore soundStore(long fault, int keep) {
    return new CheckpointStore(FaultyFileSystem.healthy(), root(fault), keep);
  }

  private Set<String> names(long fault) throws IOException {
    try (Stream<java.nio.file.Path> entries = Files.list(folder.resolve("run" + fault))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private boolean markerIsComplete(long fault, String checkpoint) throws IOException {
    java.nio.file.Path marker =
        folder.resolve("run" + fault).resolve(checkpoint).resolve(CheckpointFolder.MARKER);
    return Files.exists(marker) && Files.size(marker) == CheckpointFolder.MARKER_BYTES;
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aSaveThatFailsAnywhereLeavesAGoodCheckpoint(Fault fault) throws IOException {
    int failed = 0;
    for (int healthy = 0; healthy < MOST_CHANGES; healthy++) {
      CheckpointStore sound = soundStore(healthy, 1);
      sound.save(Snapshots.at(10));
      FaultyFileSystem faulty = new FaultyFileSystem(fault, healthy);
      CheckpointStore store = new CheckpointStore(faulty, root(healthy), 1);
      boolean saved = true;
      try {
        store.save(Snapshots.at(20));
      } catch (UserError e) {
        saved = false;
        failed++;
      }
      assertAfterFault(sound, fault, healthy, saved);
      if (!faulty.tripped()) {
        assertTrue(failed >= 1, "no fault had an effect");
        return;
      }
    }
    throw new AssertionError("a save makes more than " + MOST_CHANGES + " changes");
  }

  private void assertAfterFault(CheckpointStore sound, Fault fault, int healthy, boolean saved)
      throws IOException {
    String context = fault + " after " + healthy + " changes";
    boolean committed = markerIsComplete(healthy, "step-000000020");
    // A crash after the marker is a saved checkpoint whose writer never learnt of it.
    assertTrue(committed == saved || (committed && fault == Fault.CRASH), context);
    Checkpoint latest = sound.latest().orElseThrow();
    long step = committed ? 20 : 10;
    assertEquals(step, latest.manifest().progress().globalStep(), context);
    Snapshots.assertSame(Snapshots.at(step), sound.load(latest.path()));
    if (!saved && fault != Fault.CRASH) {
      assertEquals(Set.of("step-000000010"), names(healthy), context + ": partial left behind");
    }
    sound.save(Snapshots.at(30));
    assertEquals(Set.of("step-000000030"), names(healthy), context);
    Snapshots.assertSame(Snapshots.at(30), sound.load(sound.latest().orElseThrow().path()));
  }

  @Test
  void theSameStepCanBeSavedAgainAfterEveryCrash() throws IOException {
    for (int healthy = 0; healthy < MOST_CHANGES; healthy++) {
      FaultyFileSystem faulty = new FaultyFileSystem(Fault.CRASH, healthy);
      CheckpointStore sound = soundStore(healthy, 2);
      try {
        new CheckpointStore(faulty, root(healthy), 2).save(Snapshots.at(20));
      } catch (UserError e) {
        assertTrue(e.getMessage().contains("step-000000020"), e.getMessage());
      }
      Checkpoint again = sound.save(Snapshots.at(20, 3));
      assertEquals(Set.of(again.path().getName()), names(healthy));
      Snapshots.assertSame(Snapshots.at(20, 3), sound.load(sound.latest().orElseThrow().path()));
      if (!faulty.tripped()) {
        return;
      }
    }
    throw new AssertionError("a save makes more than " + MOST_CHANGES + " changes");
  }

  @Test
  void aFullDiskIsNamedWithPathAndRemedy() {
    FaultyFileSystem faulty = new FaultyFileSystem(Fault.FULL_DISK, 3);
    CheckpointStore store = new CheckpointStore(faulty, root(0), 1);
    String message = assertThrows(UserError.class, () -> store.save(Snapshots.at(20))).getMessage();
    assertEquals(
        "Cannot write "
            + new Path(store.root(), "step-000000020")
            + ": No space left on device. Free space there, raise the quota or choose another"
            + " output folder; what was saved before is untouched.",
        message);
  }

  @Test
  void aSecondWriterInTheSameFolderIsNoticed() throws IOException {
    FileSystem shared =
        new FilterFileSystem(FaultyFileSystem.healthy()) {
          @Override
          public FileStatus[] listStatus(Path path) throws IOException {
            Path stray = new Path(path, "stray.safetensors");
            if (path.getName().equals("step-000000020") && !exists(stray)) {
              create(stray, false).close();
            }
            return super.listStatus(path);
          }
        };
    CheckpointStore sound = soundStore(0, 1);
    sound.save(Snapshots.at(10));
    CheckpointStore store = new CheckpointStore(shared, root(0), 1);
    String message =
        assertThrows(IllegalStateException.class, () -> store.save(Snapshots.at(20))).getMessage();
    assertTrue(message.contains("after writing; expected"), message);
    assertEquals(Set.of("step-000000010"), names(0));
  }

  /** A worker that was given up and wakes may pick the same name at the same time. */
  @Test
  void whoFindsAFileOfAnotherLeavesItsFolderAlone() throws IOException {
    CheckpointStore sound = soundStore(0, 1);
    Path folderOfOther = new Path(root(0), "step-000000020");
    FileSystem late =
        new FilterFileSystem(FaultyFileSystem.healthy()) {
          @Override
          public boolean mkdirs(Path path) throws IOException {
            boolean made = super.mkdirs(path);
            if (path.getName().equals(folderOfOther.getName())) {
              create(new Path(path, Snapshot.MODEL), false).close();
            }
            return made;
          }
        };
    sound.save(Snapshots.at(10));
    CheckpointStore store = new CheckpointStore(late, root(0), 1);
    assertThrows(IllegalStateException.class, () -> store.save(Snapshots.at(20)));
    assertEquals(Set.of("step-000000010", "step-000000020"), names(0));
  }

  @Test
  void aLaterCheckpointThatIsBeingWrittenIsNotCleanedAway() throws IOException {
    Files.createDirectories(folder.resolve("run0/step-000000020"));
    soundStore(0, 1).save(Snapshots.at(10));
    assertEquals(Set.of("step-000000010", "step-000000020"), names(0));
    soundStore(0, 1).save(Snapshots.at(30));
    assertEquals(Set.of("step-000000030"), names(0));
  }

  /** Object stores rename by copying. */
  @Test
  void nothingIsRenamed() throws IOException {
    FileSystem objects =
        new FilterFileSystem(FaultyFileSystem.healthy()) {
          @Override
          public boolean rename(Path from, Path to) {
            throw new AssertionError(from + " is renamed to " + to);
          }
        };
    CheckpointStore store = new CheckpointStore(objects, root(0), 1);
    store.save(Snapshots.at(10));
    store.save(Snapshots.at(20));
    assertEquals(Set.of("step-000000020"), names(0));
  }
}
