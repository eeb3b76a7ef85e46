package mclspark.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What lies in a folder of checkpoints.
 *
 * @param committed the folders with a marker, in order of their steps
 * @param halfWritten what crashes left: folders of checkpoints without a marker
 */
record CheckpointListing(
    NavigableMap<CheckpointName, CheckpointFolder> committed, List<CheckpointFolder> halfWritten) {

  /** Lists a folder; one that does not exist holds nothing. */
  static CheckpointListing of(FileSystem fileSystem, Path root) throws IOException {
    NavigableMap<CheckpointName, CheckpointFolder> committed = new TreeMap<>();
    List<CheckpointFolder> halfWritten = new ArrayList<>();
    for (FileStatus status : list(fileSystem, root)) {
      String name = status.getPath().getName();
      Optional<CheckpointName> checkpoint = CheckpointName.parse(name);
      CheckpointFolder folder = new CheckpointFolder(fileSystem, status.getPath());
      if (checkpoint.isEmpty() || !status.isDirectory()) {
        continue;
      }
      if (folder.isCommitted()) {
        committed.put(checkpoint.get(), folder);
      } else {
        halfWritten.add(folder);
      }
    }
    return new CheckpointListing(committed, halfWritten);
  }

  private static FileStatus[] list(FileSystem fileSystem, Path root) throws IOException {
    try {
      return fileSystem.listStatus(root);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** The newest checkpoint whose files all have the right digests; damaged ones are reported. */
  Optional<Checkpoint> newestIntact(Consumer<String> damage) throws IOException {
    for (CheckpointFolder folder : committed.descendingMap().values()) {
      try {
        return Optional.of(folder.verify());
      } catch (DamagedCheckpointException e) {
        damage.accept(e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** A name for a checkpoint of this step that no folder has. */
  CheckpointName freeName(long step) {
    int revision = 1;
    for (CheckpointName name : committed.keySet()) {
      revision = name.step() == step ? Math.max(revision, name.revision() + 1) : revision;
    }
    for (CheckpointFolder folder : halfWritten) {
      Optional<CheckpointName> name = CheckpointName.parse(folder.path().getName());
      if (name.isPresent() && name.get().step() == step) {
        revision = Math.max(revision, name.get().revision() + 1);
      }
    }
    return new CheckpointName(step, revision);
  }

  /**
   * The checkpoints that need not be kept: those of the same step as a later one, and all but the
   * newest {@code keep}; never the one just saved.
   */
  List<CheckpointFolder> obsolete(int keep, Path justSaved) {
    List<CheckpointFolder> obsolete = new ArrayList<>();
    long stepAbove = -1;
    int kept = 0;
    for (Map.Entry<CheckpointName, CheckpointFolder> entry : committed.descendingMap().entrySet()) {
      boolean superseded = entry.getKey().step() == stepAbove;
      stepAbove = entry.getKey().step();
      kept += superseded ? 0 : 1;
      boolean saved = entry.getValue().path().equals(justSaved);
      if (!saved && (superseded || kept > keep)) {
        obsolete.add(entry.getValue());
      }
    }
    return obsolete;
  }
}
