package mclspark.schedule;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.run.JobConfig;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of a schedule: the folders that an output with placeholders has stood for.
 *
 * @param config whose output may have placeholders
 */
public record Slots(JobConfig config, Configuration hadoop) {

  private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

  private static final Duration TOLERANCE = Duration.ofHours(1);

  /**
   * Where this run belongs: in the folder of an unfinished one of the same configuration that began
   * less than {@code run.retry_hours} ago, else in that of the date. A date that the schedule gives
   * is taken at its word.
   *
   * @throws UserError in one sentence, if the output can't be resolved
   */
  public Slot find(Launch launch) {
    OutputTemplate template = new OutputTemplate(config.output());
    Instant now = launch.date().orElseGet(Instant::now);
    if (!template.hasPlaces()) {
      launch
          .date()
          .ifPresent(date -> LOG.warn("--date changes nothing: output has no {date} to fill in"));
      return Slot.fixed(config);
    }
    String fresh = template.resolve(config, now);
    Slot own = new Slot(template.text(), fresh, now.toString(), config.hash());
    Slot slot = launch.date().isPresent() ? own : unfinished(now).orElse(own);
    LOG.info("output {} is {}", template.text(), slot.output());
    return slot;
  }

  private Optional<Slot> unfinished(Instant now) {
    return folders().stream()
        .flatMap(folder -> Slot.read(folder, hadoop).stream())
        .filter(slot -> slot.template().equals(config.output()))
        .filter(slot -> slot.configFingerprint().equals(config.hash()))
        .filter(slot -> isRecent(slot, now))
        .max(Comparator.comparing(Slot::time))
        .filter(slot -> !isDone(slot));
  }

  /** A clock that was put back a little changes nothing; of one that jumped the user is told. */
  private boolean isRecent(Slot slot, Instant now) {
    Duration limit = Duration.ofSeconds(Math.round(config.run().retryHours() * 3600));
    Duration age = Duration.between(slot.time(), now);
    if (age.isNegative() && age.abs().compareTo(limit) >= 0) {
      LOG.warn(
          "{} began at {}, which is to come: the clock of this machine or of an earlier one is"
              + " wrong. It is not gone on with.",
          slot.output(),
          slot.date());
    }
    return age.abs().compareTo(limit) < 0;
  }

  private boolean isDone(Slot slot) {
    return RunResult.read(slot.output(), hadoop)
        .filter(result -> result.status().isDone())
        .isPresent();
  }

  /**
   * The newest finished run among the folders of the schedule, or in the one folder of an output
   * without placeholders.
   */
  public Optional<RunResult> newestFinished() {
    return finished().stream().max(Comparator.comparing(result -> Instant.parse(result.ended())));
  }

  /** All finished runs, likewise. */
  public List<RunResult> finished() {
    List<RunResult> finished = new ArrayList<>();
    for (String folder : folders()) {
      try {
        RunResult.read(folder, hadoop)
            .filter(result -> result.status() == RunStatus.FINISHED)
            .filter(Slots::isOfThePast)
            .ifPresent(finished::add);
      } catch (UserError e) {
        LOG.warn("{}", e.getMessage());
      }
    }
    return finished;
  }

  /** What a wrong clock has dated to come would be the newest for ever. */
  private static boolean isOfThePast(RunResult result) {
    boolean past = Instant.parse(result.ended()).isBefore(Instant.now().plus(TOLERANCE));
    if (!past) {
      LOG.warn(
          "{} says that its run ends at {}, which is to come: the clock of this machine or of that"
              + " one is wrong. The run is passed over.",
          result.output(),
          result.ended());
    }
    return past;
  }

  /** The folders that there are. */
  private List<String> folders() {
    OutputTemplate template = new OutputTemplate(config.output());
    if (!template.hasPlaces()) {
      return List.of(config.output());
    }
    String text = template.text();
    String fixed = text.substring(0, text.lastIndexOf('/', text.indexOf('{')) + 1);
    int levels = (int) text.substring(fixed.length()).chars().filter(c -> c == '/').count() + 1;
    Path root = new Path(fixed.isEmpty() ? "." : fixed);
    Pattern names = template.folders(config);
    List<String> found = new ArrayList<>();
    collect(root, fixed, levels, names, found);
    return found;
  }

  /** Goes down as many levels as the placeholders stand in. */
  private void collect(Path folder, String prefix, int levels, Pattern names, List<String> found) {
    try {
      FileSystem files = StoredFiles.fileSystem(folder, hadoop);
      for (FileStatus status : files.listStatus(folder)) {
        String name = prefix + status.getPath().getName();
        if (status.isDirectory() && levels > 1) {
          collect(status.getPath(), name + "/", levels - 1, names, found);
        } else if (status.isDirectory() && names.matcher(name).matches()) {
          found.add(name);
        }
      }
    } catch (FileNotFoundException e) { // no run yet
      LOG.debug("{} does not exist yet", folder);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(folder, e);
    }
  }
}
