package mclspark.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.UserError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a path means, and says what is wrong with it. */
record CheckpointResolver(FileSystem fileSystem, Path path) {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointResolver.class);

  private static final String CHECKPOINTS = "checkpoints";
  private static final int NAMES_SHOWN = 3;

  Checkpoint resolve() throws IOException {
    if (status().isFile()) {
      Champion champion = Champion.read(fileSystem, path).orElse(null);
      if (champion == null) {
        throw foreign();
      }
      return champion.resolve(path, fileSystem.getConf());
    }
    CheckpointFolder folder = new CheckpointFolder(fileSystem, path);
    if (folder.isCommitted()) {
      try {
        return folder.verify();
      } catch (DamagedCheckpointException e) {
        throw CheckpointReader.damaged(e);
      }
    }
    if (looksHalfWritten(folder)) {
      throw CheckpointReader.halfWritten(path);
    }
    return newest();
  }

  private FileStatus status() throws IOException {
    try {
      return fileSystem.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new UserError(
          "Checkpoint " + path + " does not exist. Give a checkpoint's folder or a run's folder.",
          e);
    }
  }

  private UserError foreign() throws IOException {
    Path parent = path.getParent();
    if (new CheckpointFolder(fileSystem, parent).isCommitted()) {
      return new UserError(
          path + " is a file inside a checkpoint. Give the checkpoint's folder, " + parent + ".");
    }
    return new UserError(
        String.format(
            "%s is %s; expected is a checkpoint: a folder with %s, %s and .safetensors files."
                + " Give such a folder or a run's folder.",
            path,
            ForeignFile.describe(fileSystem, path),
            CheckpointFolder.MANIFEST,
            CheckpointFolder.MARKER));
  }

  private boolean looksHalfWritten(CheckpointFolder folder) throws IOException {
    String name = path.getName();
    return CheckpointName.parse(name).isPresent()
        || fileSystem.exists(folder.file(CheckpointFolder.MANIFEST));
  }

  private Checkpoint newest() throws IOException {
    int halfWritten = 0;
    List<String> damages = new ArrayList<>();
    for (Path folder : List.of(path, new Path(path, CHECKPOINTS))) {
      CheckpointListing listing = CheckpointListing.of(fileSystem, folder);
      halfWritten += listing.halfWritten().size();
      Optional<Checkpoint> newest = listing.newestIntact(damages::add);
      damages.forEach(damage -> LOG.warn("Skipping a damaged checkpoint: {}", damage));
      if (newest.isPresent()) {
        return newest.get();
      }
    }
    throw nothing(halfWritten, damages);
  }

  private UserError nothing(int halfWritten, List<String> damages) throws IOException {
    if (!damages.isEmpty()) {
      return new UserError(
          String.format(
              "%s has no intact checkpoint, only %d damaged: %s. Give another run's folder.",
              path, damages.size(), damages.get(0)));
    }
    if (halfWritten > 0) {
      return new UserError(
          String.format(
              "%s has no complete checkpoint, only %d half-written. Give another run's folder.",
              path, halfWritten));
    }
    return new UserError(
        String.format(
            "%s has no checkpoint in it: it holds %s. Give a checkpoint's folder"
                + " (step-000001234) or the folder of a run that has saved one.",
            path, contents()));
  }

  private String contents() throws IOException {
    FileStatus[] entries = fileSystem.listStatus(path);
    if (entries.length == 0) {
      return "nothing";
    }
    Stream<String> names = Arrays.stream(entries).map(e -> e.getPath().getName()).sorted();
    String shown = names.limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    int more = entries.length - NAMES_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
