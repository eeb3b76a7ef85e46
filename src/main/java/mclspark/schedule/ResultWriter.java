package mclspark.schedule;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.ProgramVersion;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.Manifest;
import mclspark.checkpoint.Snapshot;
import mclspark.dataset.PictureListing;
import mclspark.run.JobConfig;
import mclspark.run.TrainingPictures;
import mclspark.storage.FileEntry;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Gathers what a run has left and writes its {@link RunResult}. */
public final class ResultWriter {

  private final JobConfig config;
  private final String output;
  private final Configuration hadoop;
  private final Instant started = Instant.now();
  private final long startNanos = System.nanoTime();
  private long pictures;
  private String dataFingerprint = "";

  /**
   * Starts the clock.
   *
   * @param output the run's folder, fully qualified
   */
  public ResultWriter(JobConfig config, String output, Configuration hadoop) {
    this.config = config;
    this.output = output;
    this.hadoop = hadoop;
  }

  /** The data fingerprint of training pictures; reads a little of some of them. */
  public static String fingerprint(PictureListing train, Configuration hadoop) {
    TrainingPictures known = TrainingPictures.of(train, hadoop);
    return "%d-%08x-%08x".formatted(known.count(), known.fingerprint(), known.sample());
  }

  /** Notes what the run trains on; looks at the pictures once. */
  public void trainsOn(PictureListing train) {
    if (!dataFingerprint.isEmpty()) {
      return;
    }
    pictures = train.size();
    dataFingerprint = fingerprint(train, hadoop);
  }

  /** The fingerprint of what the run trains on. */
  public String dataFingerprint() {
    return dataFingerprint;
  }

  /**
   * Writes the result.
   *
   * @param message what the user is told
   * @param newest checkpoint of the run, if there is one
   * @param sparkVersion of what ran
   * @throws mclspark.UserError if it can't be written
   */
  public void write(
      RunStatus status, String message, Optional<Checkpoint> newest, String sparkVersion) {
    boolean finished = status == RunStatus.FINISHED;
    result(
            status,
            message,
            newest,
            newest.isPresent() ? Accuracies.in(output, hadoop) : Map.of(),
            finished ? exports() : List.of(),
            "",
            versions(newest, sparkVersion))
        .write(hadoop);
  }

  /**
   * Writes that nothing was to be done.
   *
   * @param same the finished run on these pictures under this configuration
   */
  public void writeNothingNew(RunResult same, String message, String sparkVersion) {
    RunResult own =
        result(
            RunStatus.NOTHING_NEW,
            message,
            Optional.empty(),
            same.accuracies(),
            same.exports(),
            same.output(),
            versions(Optional.empty(), sparkVersion));
    own.withFruitsOf(same).write(hadoop);
  }

  private RunResult result(
      RunStatus status,
      String message,
      Optional<Checkpoint> newest,
      Map<String, Map<String, Double>> accuracies,
      List<String> exports,
      String sameAs,
      Map<String, String> versions) {
    Optional<Manifest> manifest = newest.map(Checkpoint::manifest);
    return new RunResult(
        status,
        status.exitCode().number(),
        message,
        config.tree().get("job").toString(),
        config.name(),
        output,
        seconds(started),
        seconds(Instant.now()),
        (System.nanoTime() - startNanos) / 1_000_000 / 1e3,
        manifest.map(m -> m.progress().globalStep()).orElse(0L),
        manifest.map(m -> m.progress().epoch()).orElse(0),
        config.optimizer().epochs(),
        pictures,
        accuracies,
        config.hash(),
        dataFingerprint,
        newest.map(checkpoint -> checkpoint.path().toString()).orElse(""),
        manifest.map(m -> m.files().get(Snapshot.MODEL)).map(FileEntry::sha256).orElse(""),
        exports,
        sameAs,
        versions);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Map<String, String> versions(Optional<Checkpoint> newest, String sparkVersion) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("mcl-spark", ProgramVersion.get());
    versions.put("spark", sparkVersion);
    versions.put("java", Runtime.version().toString());
    newest.ifPresent(checkpoint -> versions.putAll(checkpoint.manifest().run().versions()));
    return versions;
  }

  private List<String> exports() {
    Path folder = new Path(output, "export");
    List<String> found = new ArrayList<>();
    try {
      FileSystem files = StoredFiles.fileSystem(folder, hadoop);
      if (!files.getFileStatus(folder).isDirectory()) { // listed, it would be its own content
        return List.of();
      }
      for (FileStatus file : files.listStatus(folder)) {
        found.add(file.getPath().toString());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(folder, e);
    }
    return found.stream().sorted().toList();
  }
}
