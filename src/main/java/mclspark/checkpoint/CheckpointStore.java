package mclspark.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.storage.Storage;
import mclspark.storage.StorageErrors;
import mclspark.storage.WritePreflight;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run: folders {@code step-000001234} under a root on any Hadoop file
 * system. Every worker may read; only rank 0 calls {@link #save}, {@link #discardLaterThan} and
 * {@link #checkWritable}. Nothing is retried.
 *
 * <p>Misuses: two jobs that write to one root; resuming from an older checkpoint without {@link
 * #discardLaterThan}, because {@link #latest} would then return one of the abandoned future.
 */
public final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private final FileSystem fileSystem;
  private final Path root;
  private final int keep;

  /**
   * Creates a store; touches nothing yet.
   *
   * @param root the folder of the checkpoints; created by the first save
   * @param keep how many checkpoints stay, at least 1
   */
  public CheckpointStore(FileSystem fileSystem, Path root, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep is " + keep + "; it must be >= 1");
    }
    this.fileSystem = Storage.direct(fileSystem);
    this.root = this.fileSystem.makeQualified(root);
    this.keep = keep;
  }

  /**
   * Opens the store of a folder given as text, with or without a scheme.
   *
   * @throws UserError if the text is no path or its file system is unknown
   */
  public static CheckpointStore open(String root, Configuration configuration, int keep) {
    Path path = CheckpointReader.path(root);
    return new CheckpointStore(CheckpointReader.fileSystem(path, configuration), path, keep);
  }

  /** The folder that holds the checkpoints, fully qualified. */
  public Path root() {
    return root;
  }

  /** A path with the scheme and authority of this store where it has none. */
  public Path qualified(Path path) {
    return path.makeQualified(fileSystem.getUri(), fileSystem.getWorkingDirectory());
  }

  /**
   * Finds out whether checkpoints can be written, by writing a small file; leaves nothing behind.
   *
   * @throws UserError with the path, the cause and what to do, if they cannot
   */
  public void checkWritable() {
    new WritePreflight(fileSystem).require(root);
  }

  /**
   * Writes and commits a checkpoint, then deletes those that are too old and what crashes left.
   * Blocks until everything is synced.
   *
   * @throws UserError if it cannot be written; checkpoints committed before stay valid
   * @throws IllegalStateException if another process writes here; saving again may help
   */
  public Checkpoint save(Snapshot snapshot) {
    Checkpoint saved;
    try {
      saved = new CheckpointWriter(fileSystem, root).write(snapshot);
    } catch (IOException | FSError e) {
      String name = new CheckpointName(snapshot.progress().globalStep(), 1).toString();
      throw StorageErrors.cannotWrite(new Path(root, name), e);
    }
    clean(saved.path());
    return saved;
  }

  private void clean(Path saved) {
    try {
      CheckpointListing listing = CheckpointListing.of(fileSystem, root);
      for (CheckpointFolder folder : listing.halfWritten()) {
        if (isLater(folder.path(), saved)) {
          continue; // a successor may be writing it
        }
        LOG.warn("Removing {}, which was never completed", folder.path());
        remove(folder);
      }
      for (CheckpointFolder folder : listing.obsolete(keep, saved)) {
        remove(folder);
      }
    } catch (IOException | FSError e) {
      // The checkpoint is safe, so training goes on; the next save tries again.
      LOG.warn("Cannot remove old checkpoints in {}", root, e);
    }
  }

  private static boolean isLater(Path folder, Path saved) {
    Optional<CheckpointName> name = CheckpointName.parse(folder.getName());
    Optional<CheckpointName> own = CheckpointName.parse(saved.getName());
    return name.isPresent() && own.isPresent() && name.get().compareTo(own.get()) > 0;
  }

  /** Without its marker a checkpoint is void, so a crash in between leaves no half of one. */
  private void remove(CheckpointFolder folder) throws IOException {
    Storage.delete(fileSystem, folder.file(CheckpointFolder.MARKER));
    Storage.delete(fileSystem, folder.path());
  }

  /**
   * The newest checkpoint that is committed and whose digests are all right. Half-written ones do
   * not count; damaged ones are skipped with a logged warning. Reads every byte of the one that it
   * returns.
   *
   * @throws UserError if the storage cannot be read or a manifest has an unknown version
   */
  public Optional<Checkpoint> latest() {
    try {
      return CheckpointListing.of(fileSystem, root)
          .newestIntact(damage -> LOG.warn("Skipping a damaged checkpoint: {}", damage));
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(root, e);
    }
  }

  /**
   * Whether there is a committed checkpoint, intact or not.
   *
   * @throws UserError if the storage cannot be read
   */
  public boolean hasCommitted() {
    try {
      return !CheckpointListing.of(fileSystem, root).committed().isEmpty();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(root, e);
    }
  }

  /**
   * Loads a checkpoint and verifies all digests, in one pass.
   *
   * @throws UserError if it is missing, half-written, damaged or of an unknown version
   */
  public Snapshot load(Path checkpoint) {
    return CheckpointReader.load(new CheckpointFolder(fileSystem, checkpoint));
  }

  /**
   * Deletes checkpoints of later steps: the future that a run gives up when it goes on from an
   * older one. Each is logged.
   *
   * @return the deleted folders
   * @throws UserError if one cannot be deleted
   */
  public List<Path> discardLaterThan(long globalStep) {
    try {
      List<CheckpointFolder> later =
          CheckpointListing.of(fileSystem, root).committed().entrySet().stream()
              .filter(entry -> entry.getKey().step() > globalStep)
              .map(entry -> entry.getValue())
              .toList();
      for (CheckpointFolder folder : later) {
        LOG.warn("Deleting {}: the run goes on from step {}", folder.path(), globalStep);
        remove(folder);
      }
      return later.stream().map(CheckpointFolder::path).toList();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(root, e);
    }
  }
}
