package mclspark.checkpoint;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.storage.FileEntry;
import mclspark.storage.Sha256;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One checkpoint's folder, read with every byte checked. */
public record CheckpointFolder(FileSystem fileSystem, Path path) {

  public static final String MANIFEST = "manifest.json";

  /** The marker: the manifest's SHA-256 and a newline. Written last. */
  static final String MARKER = "_COMMITTED";

  static final int MARKER_BYTES = 65;

  private static final int LARGEST_MANIFEST = 64 << 20;

  Path file(String name) {
    return new Path(path, name);
  }

  /** True if the marker is there in full; a shorter one was cut off by a crash. */
  boolean isCommitted() throws IOException {
    try {
      return fileSystem.getFileStatus(file(MARKER)).getLen() >= MARKER_BYTES;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Reads the marker and the manifest that it vouches for. */
  Manifest manifest() throws IOException, DamagedCheckpointException {
    String marker = new String(bytes(MARKER, MARKER_BYTES), StandardCharsets.US_ASCII).strip();
    if (!FileEntry.isDigest(marker)) {
      throw new DamagedCheckpointException(file(MARKER) + " does not hold a SHA-256", null);
    }
    byte[] json = bytes(MANIFEST, LARGEST_MANIFEST);
    checkDigest(MANIFEST, marker, Sha256.of(json));
    return ManifestJson.read(json, file(MANIFEST).toString());
  }

  private byte[] bytes(String name, int most) throws IOException, DamagedCheckpointException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new DamagedCheckpointException(file(name) + " is longer than " + most, null);
      }
      return bytes;
    }
  }

  /** Reads all files once and compares their digests. */
  Checkpoint verify() throws IOException, DamagedCheckpointException {
    Manifest manifest = manifest();
    for (Map.Entry<String, FileEntry> entry : manifest.files().entrySet()) {
      checked(
          entry.getKey(), entry.getValue(), in -> in.transferTo(OutputStream.nullOutputStream()));
    }
    return new Checkpoint(path, manifest);
  }

  /** Reads and checks everything in one pass. */
  Snapshot load() throws IOException, DamagedCheckpointException {
    Manifest manifest = manifest();
    Map<String, TensorFile> files = new LinkedHashMap<>();
    for (String name : manifest.files().keySet()) {
      files.put(name, tensors(manifest, name, tensor -> true));
    }
    Instant created = Instant.parse(manifest.created());
    return new Snapshot(created, manifest.run(), manifest.progress(), files);
  }

  /** Reads the wanted tensors of one file; all of its bytes are checked. */
  TensorFile tensors(Manifest manifest, String name, Predicate<String> wanted)
      throws IOException, DamagedCheckpointException {
    FileEntry entry = manifest.files().get(name);
    if (entry == null) {
      throw new UserError(
          String.format(
              "Checkpoint %s has no file %s, only %s. Give another checkpoint.",
              path, name, manifest.files().keySet()));
    }
    String shown = file(name).toString();
    return checked(name, entry, in -> Safetensors.read(in, entry.bytes(), shown, wanted));
  }

  /** Reads a file's content from a stream. */
  private interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  private <T> T checked(String name, FileEntry entry, Reader<T> reader)
      throws IOException, DamagedCheckpointException {
    checkLength(name, entry.bytes());
    MessageDigest digest = Sha256.start();
    try (DigestInputStream in = new DigestInputStream(open(name), digest)) {
      T content;
      try {
        content = reader.read(in);
      } catch (UserError e) {
        // Damaged bytes make damaged headers; the digest tells more than the parser.
        in.transferTo(OutputStream.nullOutputStream());
        checkDigest(name, entry.sha256(), Sha256.finish(digest));
        throw e;
      }
      checkDigest(name, entry.sha256(), Sha256.finish(digest));
      return content;
    } catch (ChecksumException | EOFException e) {
      throw new DamagedCheckpointException(file(name) + " is corrupted: " + e.getMessage(), e);
    }
  }

  private void checkLength(String name, long expected)
      throws IOException, DamagedCheckpointException {
    long actual = status(name).getLen();
    if (actual != expected) {
      throw new DamagedCheckpointException(
          file(name) + " has " + actual + " bytes; " + MANIFEST + " says " + expected, null);
    }
  }

  private void checkDigest(String name, String expected, String actual)
      throws DamagedCheckpointException {
    if (!actual.equals(expected)) {
      throw new DamagedCheckpointException(
          String.format(
              "%s is corrupted: its SHA-256 is %s, expected %s", file(name), actual, expected),
          null);
    }
  }

  private FileStatus status(String name) throws IOException, DamagedCheckpointException {
    try {
      return fileSystem.getFileStatus(file(name));
    } catch (FileNotFoundException e) {
      throw new DamagedCheckpointException(file(name) + " is missing", e);
    }
  }

  private InputStream open(String name) throws IOException, DamagedCheckpointException {
    if (status(name).isDirectory()) {
      throw new DamagedCheckpointException(file(name) + " is a folder", null);
    }
    return fileSystem.open(file(name));
  }
}
