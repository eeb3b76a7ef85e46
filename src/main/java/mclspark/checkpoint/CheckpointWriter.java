package mclspark.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.storage.FileEntry;
import mclspark.storage.Storage;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes one checkpoint: files, manifest, marker. Whatever happens before the marker is complete,
 * the checkpoint does not count. Nothing is renamed, which object stores can't do at once.
 */
final class CheckpointWriter {

  private final FileSystem fileSystem;
  private final Path root;

  CheckpointWriter(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
  }

  /**
   * Writes and commits; what a failure leaves is removed if that is possible.
   *
   * @throws IllegalStateException if another process writes here, such as a worker that had been
   *     given up: the checkpoint may be written again
   */
  Checkpoint write(Snapshot snapshot) throws IOException {
    long step = snapshot.progress().globalStep();
    CheckpointName name = CheckpointListing.of(fileSystem, root).freeName(step);
    CheckpointFolder target = new CheckpointFolder(fileSystem, new Path(root, name.toString()));
    try {
      Storage.makeFolder(fileSystem, target.path());
      Manifest manifest = Manifest.of(snapshot, writeFiles(target, snapshot.files()));
      FileEntry written = writeManifest(target, manifest);
      checkComplete(target, manifest, written);
      writeMarker(target, written.sha256());
      return new Checkpoint(target.path(), manifest);
    } catch (FileAlreadyExistsException e) { // the folder is another's, so it stays
      throw new IllegalStateException("another process writes " + target.path(), e);
    } catch (IOException | FSError | RuntimeException e) {
      removePartial(target, e);
      throw e;
    }
  }

  private Map<String, FileEntry> writeFiles(CheckpointFolder target, Map<String, TensorFile> files)
      throws IOException {
    Map<String, FileEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, TensorFile> file : files.entrySet()) {
      Path path = target.file(file.getKey());
      FileEntry entry =
          Storage.write(fileSystem, path, out -> Safetensors.write(out, file.getValue()));
      entries.put(file.getKey(), entry);
    }
    return entries;
  }

  private FileEntry writeManifest(CheckpointFolder target, Manifest manifest) throws IOException {
    byte[] json = ManifestJson.write(manifest);
    Path path = target.file(CheckpointFolder.MANIFEST);
    return Storage.write(fileSystem, path, out -> out.write(json));
  }

  /** A writer of an earlier attempt that is still alive may have put files here too. */
  private void checkComplete(CheckpointFolder target, Manifest manifest, FileEntry written)
      throws IOException {
    Map<String, Long> expected = new LinkedHashMap<>();
    manifest.files().forEach((name, entry) -> expected.put(name, entry.bytes()));
    expected.put(CheckpointFolder.MANIFEST, written.bytes());
    Map<String, Long> found = new LinkedHashMap<>();
    for (FileStatus status : fileSystem.listStatus(target.path())) {
      found.put(status.getPath().getName(), status.getLen());
    }
    if (!found.equals(expected)) {
      throw new IllegalStateException(
          target.path() + " holds " + found + " after writing; expected " + expected);
    }
  }

  private void writeMarker(CheckpointFolder target, String digest) throws IOException {
    byte[] marker = (digest + "\n").getBytes(StandardCharsets.US_ASCII);
    Storage.write(fileSystem, target.file(CheckpointFolder.MARKER), out -> out.write(marker));
  }

  private void removePartial(CheckpointFolder target, Throwable failure) {
    for (Path path : List.of(target.file(CheckpointFolder.MARKER), target.path())) {
      try {
        Storage.delete(fileSystem, path);
      } catch (IOException | FSError e) {
        Storage.suppress(failure, e);
      }
    }
  }
}
