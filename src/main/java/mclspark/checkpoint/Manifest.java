package mclspark.checkpoint;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.storage.FileEntry;

/**
 * Describes a checkpoint; stored as {@code manifest.json} in it.
 *
 * @param format always {@link #FORMAT}, to tell foreign JSON files apart
 * @param formatVersion version of the checkpoint format, {@link #VERSION} when written
 * @param created when the state was saved, ISO 8601 in UTC
 * @param run the run that saved it
 * @param progress how far it had come
 * @param files the tensor files' names to sizes and digests
 */
public record Manifest(
    String format,
    int formatVersion,
    String created,
    RunIdentity run,
    TrainingProgress progress,
    Map<String, FileEntry> files) {

  /** The name of the format. */
  public static final String FORMAT = "mcl-spark checkpoint";

  /** The only version that is read; raised when an older program could misread a newer file. */
  public static final int VERSION = 1;

  private static final String FILE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors";

  /** Copies the files; refuses names that could leave the folder, and an impossible time. */
  public Manifest {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    files.keySet().forEach(Manifest::checkFileName);
    Instant.parse(created);
  }

  /** A manifest of the current version. */
  static Manifest of(Snapshot snapshot, Map<String, FileEntry> files) {
    return new Manifest(
        FORMAT, VERSION, snapshot.created().toString(), snapshot.run(), snapshot.progress(), files);
  }

  static void checkFileName(String name) {
    if (!name.matches(FILE_NAME)) {
      throw new IllegalArgumentException("'" + name + "' is no name of a tensor file");
    }
  }
}
