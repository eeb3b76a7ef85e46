package mclspark.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mclspark.UserError;
import mclspark.storage.JsonFile;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A small JSON file that names the best checkpoint so far: wherever a checkpoint may be given, such
 * a file may be, too.
 *
 * @param format always {@link #FORMAT}
 * @param checkpoint its folder, fully qualified
 * @param modelSha256 digest of its networks, so that no other takes its place
 * @param run name of the run that wrote it
 * @param promoted when it became the best, ISO 8601 in UTC
 * @param metric by which it was compared; empty for the first one
 * @param accuracy percent; null for the first one, which nothing has measured
 * @param previous checkpoint that was the best before; empty for the first one
 */
public record Champion(
    String format,
    String checkpoint,
    String modelSha256,
    String run,
    String promoted,
    String metric,
    Double accuracy,
    String previous) {

  /** Tells such a file from others. */
  public static final String FORMAT = "mcl-spark champion";

  private static final int LARGEST = 1 << 16;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** The first champion, or the next one. */
  public static Champion of(
      Checkpoint checkpoint, String promoted, String metric, Double accuracy, String previous) {
    return new Champion(
        FORMAT,
        checkpoint.path().toString(),
        checkpoint.manifest().files().get(Snapshot.MODEL).sha256(),
        checkpoint.manifest().run().name(),
        promoted,
        metric,
        accuracy,
        previous);
  }

  /**
   * Reads such a file.
   *
   * @return empty if there is no file, or one of another kind
   * @throws UserError if the storage cannot be read
   */
  public static Optional<Champion> read(String location, Configuration hadoop) {
    NamedPath named = NamedPath.of(location, hadoop);
    return read(named.fileSystem(), named.path());
  }

  static Optional<Champion> read(FileSystem files, Path path) {
    try {
      if (!files.getFileStatus(path).isFile()) {
        return Optional.empty();
      }
      try (InputStream in = files.open(path)) {
        return parse(in.readNBytes(LARGEST));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(path, e);
    }
  }

  private static Optional<Champion> parse(byte[] text) {
    if (text.length == 0 || text[0] != '{') {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
              JSON.readValue(new String(text, StandardCharsets.UTF_8), Champion.class))
          .filter(champion -> FORMAT.equals(champion.format))
          .filter(champion -> champion.checkpoint != null && champion.modelSha256 != null);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The checkpoint that it names.
   *
   * @param file the file's place, for messages
   * @throws UserError if it is gone or another one
   */
  Checkpoint resolve(Path file, Configuration hadoop) {
    NamedPath place = NamedPath.of(checkpoint, hadoop);
    try {
      if (!place.fileSystem().exists(place.path())) {
        throw new UserError(
            "%s names %s, which does not exist any more; restore it, or remove %s and promote another run."
                .formatted(file, checkpoint, file.getName()));
      }
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(place.path(), e);
    }
    Checkpoint found = new CheckpointReader(hadoop).resolve(checkpoint);
    if (!modelSha256.equals(found.manifest().files().get(Snapshot.MODEL).sha256())) {
      throw new UserError(
          "%s names %s, which holds other networks than when it was promoted; restore them, or remove %s and promote another run."
              .formatted(file, checkpoint, file.getName()));
    }
    return found;
  }

  /**
   * Writes the file, in place of an older one, whole or not at all.
   *
   * @throws UserError if that is not possible
   */
  public void write(Path place, Configuration hadoop) {
    JsonFile.write(place, hadoop, this);
  }
}
