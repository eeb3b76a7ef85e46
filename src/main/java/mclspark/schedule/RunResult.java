package mclspark.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.storage.JsonFile;
import mclspark.storage.Storage;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code result.json} in a run's folder: how the run ended and where its fruits are.
 *
 * @param status how it ended
 * @param exitCode of the process
 * @param message one sentence: what was told to the user
 * @param job kind of the job
 * @param name of the run
 * @param output its folder, fully qualified
 * @param started when this attempt began, ISO 8601 in UTC
 * @param ended when it ended
 * @param seconds between both, by a clock that does not jump
 * @param steps done by all attempts, as the newest checkpoint says
 * @param epochs done, likewise
 * @param epochsPlanned of the whole run
 * @param pictures training pictures
 * @param accuracies percent: kind of test to peer to accuracy, {@link Accuracies}
 * @param configFingerprint SHA-256 of all keys that change the numbers
 * @param dataFingerprint of the training pictures: number, names and order, a sample of their bytes
 * @param checkpoint the newest one; empty if there is none
 * @param checkpointSha256 digest of its manifest's model file; empty if there is none
 * @param exports files that were exported
 * @param sameAs folder of the finished run that made this one needless; empty otherwise
 * @param versions of what ran
 */
public record RunResult(
    RunStatus status,
    int exitCode,
    String message,
    String job,
    String name,
    String output,
    String started,
    String ended,
    double seconds,
    long steps,
    int epochs,
    int epochsPlanned,
    long pictures,
    Map<String, Map<String, Double>> accuracies,
    String configFingerprint,
    String dataFingerprint,
    String checkpoint,
    String checkpointSha256,
    List<String> exports,
    String sameAs,
    Map<String, String> versions) {

  /** The file's name in the folder of a run. */
  public static final String FILE_NAME = "result.json";

  /** Whether another run on these pictures under this configuration would do the same again. */
  public boolean isOf(String config, String data) {
    return configFingerprint.equals(config) && dataFingerprint.equals(data);
  }

  /** The same with pictures and checkpoint of another run, which made this one needless. */
  RunResult withFruitsOf(RunResult same) {
    return new RunResult(
        status,
        exitCode,
        message,
        job,
        name,
        output,
        started,
        ended,
        seconds,
        same.steps,
        same.epochs,
        epochsPlanned,
        same.pictures,
        accuracies,
        configFingerprint,
        same.dataFingerprint,
        same.checkpoint,
        same.checkpointSha256,
        exports,
        sameAs,
        versions);
  }

  /** Writes the file, in place of an older one, whole or not at all. */
  void write(Configuration hadoop) {
    JsonFile.write(new Path(output, FILE_NAME), hadoop, this);
  }

  /**
   * Reads the file of a folder.
   *
   * @return empty if there is none
   * @throws UserError if it can't be read or is something else
   */
  public static Optional<RunResult> read(String folder, Configuration hadoop) {
    Path place = new Path(folder, FILE_NAME);
    try {
      Optional<RunResult> result = JsonFile.read(place, hadoop, RunResult.class);
      if (result.filter(found -> found.status == null || !found.isWhole()).isPresent()) {
        throw foreign(place, null);
      }
      return result;
    } catch (JsonProcessingException e) {
      throw foreign(place, e);
    }
  }

  /** What others go by. */
  private boolean isWhole() {
    try {
      return Stream.of(configFingerprint, dataFingerprint, checkpoint, output)
              .allMatch(Objects::nonNull)
          && ended != null
          && Instant.parse(ended).isAfter(Instant.EPOCH);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static UserError foreign(Path place, Throwable cause) {
    return new UserError(place + " is not the result of a run; remove it.", cause);
  }

  /** Takes the result of an earlier attempt away, so that none stands while the run goes on. */
  public static void discard(String folder, Configuration hadoop) {
    Path place = new Path(folder, FILE_NAME);
    try {
      Storage.delete(StoredFiles.fileSystem(place, hadoop), place);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(place, e);
    }
  }
}
