package mclspark.spark;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.NamedPath;
import mclspark.dataset.PictureListing;
import mclspark.exporting.RunExport;
import mclspark.run.JobConfig;
import mclspark.schedule.ResultWriter;
import mclspark.schedule.RunResult;
import mclspark.schedule.RunStatus;
import mclspark.schedule.Slot;
import mclspark.schedule.Slots;
import mclspark.storage.OutputLease;
import mclspark.storage.StorageErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a job under the lease of its output folder, and leaves {@code result.json} there, last. */
final class JobResult {

  private static final Logger LOG = LoggerFactory.getLogger(JobResult.class);

  private final JobConfig config;
  private final TrainingStage stage;
  private final Slot slot;
  private final String output;
  private final ResultWriter writer;

  /** Starts the clock of the result. */
  JobResult(JobConfig config, TrainingStage stage, Slot slot) {
    this.config = config;
    this.stage = stage;
    this.slot = slot;
    output = stage.checkpoints().output();
    writer = new ResultWriter(config, output, stage.hadoop());
  }

  /**
   * Does the work and writes how it ended; a failure goes on to the caller.
   *
   * @param work yields what the user is told
   */
  String of(PictureListing train, OutputLease.Work<String> work) throws InterruptedException {
    return OutputLease.holding(output, stage.hadoop(), held -> recorded(train, work, held));
  }

  /** Makes up for what a run that was killed or stopped after its last step has not left. */
  void complete(PictureListing train, String message) throws InterruptedException {
    Optional<RunResult> there = RunResult.read(output, stage.hadoop());
    if (there.filter(result -> result.status() == RunStatus.FINISHED).isPresent()) {
      return;
    }
    OutputLease.holding(
        output,
        stage.hadoop(),
        () -> {
          writer.trainsOn(train);
          RunExport.write(config, stage.hadoop());
          write(RunStatus.FINISHED, message);
          return null;
        });
  }

  /**
   * What the user is told where the newest finished run had these pictures and this configuration;
   * then that is written, too, unless it is this very run.
   */
  Optional<String> nothingNew(PictureListing train, Slots slots) throws InterruptedException {
    writer.trainsOn(train);
    return needless(
        slots.newestFinished().filter(run -> run.isOf(config.hash(), writer.dataFingerprint())),
        "Nothing new: pictures and configuration are those of %s, which finished at %s; nothing was trained.");
  }

  /**
   * The same for a run that has not begun, where its first networks have seen all pictures.
   *
   * @param checkpoint theirs, of a run of this configuration if nothing is new
   */
  Optional<String> allSeen(String checkpoint, Slots slots) throws InterruptedException {
    if (newest().isPresent()) {
      return Optional.empty();
    }
    return needless(
        slots.finished().stream()
            .filter(run -> run.checkpoint().equals(checkpoint))
            .filter(run -> run.configFingerprint().equals(config.hash()))
            .findFirst(),
        "Nothing new: all pictures have been seen by %s, which finished at %s under this configuration and which this run would begin with; nothing was trained.");
  }

  private Optional<String> needless(Optional<RunResult> found, String sentence)
      throws InterruptedException {
    if (found.isEmpty() || isGone(found.get().checkpoint())) {
      return Optional.empty();
    }
    RunResult same = found.get();
    String message = sentence.formatted(same.output(), same.ended());
    if (!same.output().equals(output)) {
      OutputLease.holding(
          output,
          stage.hadoop(),
          () -> {
            slot.write(stage.hadoop());
            writer.writeNothingNew(same, message, spark());
            return null;
          });
    }
    return Optional.of(message);
  }

  private boolean isGone(String checkpoint) {
    NamedPath place = NamedPath.of(checkpoint, stage.hadoop());
    try {
      boolean gone = !place.fileSystem().exists(place.path());
      if (gone) {
        LOG.warn("The newest finished run had these pictures, but {} is gone", checkpoint);
      }
      return gone;
    } catch (IOException e) {
      throw StorageErrors.cannotRead(place.path(), e);
    }
  }

  private String recorded(PictureListing train, OutputLease.Work<String> work, BooleanSupplier held)
      throws InterruptedException {
    try {
      slot.write(stage.hadoop());
      RunResult.discard(output, stage.hadoop());
      writer.trainsOn(train);
      String message = work.run();
      write(RunStatus.FINISHED, message);
      return message;
    } catch (Throwable e) { // Scala throws undeclared exceptions, native code errors
      writeAfter(e, held);
      throw e;
    }
  }

  /** The failure matters more than that it can't be written down. */
  private void writeAfter(Throwable failure, BooleanSupplier held) {
    boolean interrupted = Thread.interrupted(); // or nothing could be written
    try {
      if (held.getAsBoolean()) {
        JobEnd end = JobEnd.of(failure);
        write(end.status(), end.sentence());
      }
    } catch (RuntimeException e) {
      LOG.warn("How the run ended can't be written: {}", e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write(RunStatus status, String message) {
    writer.write(status, message, newest(), spark());
  }

  private static String spark() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  private Optional<Checkpoint> newest() {
    return stage.checkpoints().found();
  }
}
