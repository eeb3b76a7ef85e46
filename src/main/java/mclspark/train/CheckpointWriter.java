package mclspark.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes one checkpoint: files and manifest under a temporary name, rename, marker. Whatever
 * happens before the marker is complete, the checkpoint does not count; so the rename need not be
 * atomic.
 */
final class CheckpointWriter {

  private final FileSystem fileSystem;
  private final Path root;

  CheckpointWriter(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
  }

  /** Writes and commits; what a failure leaves is removed if that is possible. */
  Checkpoint write(Snapshot snapshot) throws IOException {
    long step = snapshot.progress().globalStep();
    CheckpointName name = CheckpointListing.of(fileSystem, root).freeName(step);
    // A random name: a writer of an earlier attempt that is still alive cannot mix its files in.
    String random = UUID.randomUUID().toString().substring(0, 8);
    Path temporary = new Path(root, CheckpointListing.TEMPORARY + name + "-" + random);
    CheckpointFolder target = new CheckpointFolder(fileSystem, new Path(root, name.toString()));
    List<Path> partial = new ArrayList<>(List.of(temporary));
    try {
      Storage.makeFolder(fileSystem, temporary);
      Manifest manifest = Manifest.of(snapshot, writeFiles(temporary, snapshot.files()));
      FileEntry written = writeManifest(temporary, manifest);
      checkAbsent(target.path());
      partial.addAll(List.of(target.file(CheckpointFolder.MARKER), target.path()));
      move(temporary, target.path());
      checkComplete(target, manifest, written);
      writeMarker(target, written.sha256());
      return new Checkpoint(target.path(), manifest);
    } catch (IOException | FSError | RuntimeException e) {
      removePartial(partial, e);
      throw e;
    }
  }

  private Map<String, FileEntry> writeFiles(Path folder, Map<String, TensorFile> files)
      throws IOException {
    Map<String, FileEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, TensorFile> file : files.entrySet()) {
      Path path = new Path(folder, file.getKey());
      FileEntry entry =
          Storage.write(fileSystem, path, out -> Safetensors.write(out, file.getValue()));
      entries.put(file.getKey(), entry);
    }
    return entries;
  }

  private FileEntry writeManifest(Path folder, Manifest manifest) throws IOException {
    byte[] json = ManifestJson.write(manifest);
    Path path = new Path(folder, CheckpointFolder.MANIFEST);
    return Storage.write(fileSystem, path, out -> out.write(json));
  }

  /** HDFS answers false, or moves into the target, where the target exists. */
  private void checkAbsent(Path target) throws IOException {
    if (fileSystem.exists(target)) {
      throw new IOException(target + " appeared meanwhile: another job writes here");
    }
  }

  private void move(Path temporary, Path target) throws IOException {
    if (!fileSystem.rename(temporary, target)) {
      throw new IOException("the folder cannot be renamed to " + target);
    }
  }

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
      throw new IOException(
          target.path() + " holds " + found + " after writing; expected " + expected);
    }
  }

  private void writeMarker(CheckpointFolder target, String digest) throws IOException {
    byte[] marker = (digest + "\n").getBytes(StandardCharsets.US_ASCII);
    Storage.write(fileSystem, target.file(CheckpointFolder.MARKER), out -> out.write(marker));
  }

  private void removePartial(List<Path> paths, Throwable failure) {
    for (Path path : paths) {
      try {
        Storage.delete(fileSystem, path);
      } catch (IOException | FSError e) {
        Storage.suppress(failure, e);
      }
    }
  }
}
