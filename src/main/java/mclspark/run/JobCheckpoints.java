package mclspark.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.CheckpointStore;
import mclspark.dataset.PictureListing;
import mclspark.metrics.MetricsLog;
import mclspark.metrics.TensorBoardLog;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on the driver where a run of any job starts or goes on from. */
public final class JobCheckpoints {

  private static final Logger LOG = LoggerFactory.getLogger(JobCheckpoints.class);
  private static final String AUTO = "auto";
  private static final String NEVER = "never";
  private static final long NONE = -1;

  private final JobConfig config;
  private final Configuration hadoop;
  private final CheckpointStore store;
  private Optional<Checkpoint> candidate; // what was found before the beginning; null: not yet
  private Optional<Checkpoint> start = Optional.empty();
  private Optional<Checkpoint> newest = Optional.empty();
  private boolean looked; // whether the last look came to its end
  private boolean begun;

  /** Looks after the checkpoints of one run; touches nothing yet. */
  public JobCheckpoints(JobConfig config, Configuration hadoop) {
    this.config = config;
    this.hadoop = hadoop;
    String root = config.output() + "/checkpoints";
    store = CheckpointStore.open(root, hadoop, config.checkpoint().keep());
  }

  /**
   * What forbids the run: an output that can't be written, a checkpoint that does not fit.
   *
   * @param train training pictures; null if they could not be listed
   */
  public List<String> problems(PictureListing train) {
    List<String> problems = new ArrayList<>();
    try {
      store.checkWritable();
    } catch (UserError e) {
      problems.add("output: " + e.getMessage());
    }
    try {
      candidate = null; // looks anew
      Optional<Checkpoint> chosen = found();
      chosen.ifPresent(
          checkpoint ->
              problems.addAll(new Continuation(config, checkpoint, hadoop).problems(train)));
      chosen.ifPresent(checkpoint -> problems.addAll(ownCheckpoints(checkpoint)));
      problems.addAll(onlyDamaged(chosen));
    } catch (UserError e) {
      problems.add("checkpoint.resume: " + e.getMessage());
    }
    return problems;
  }

  /** The run's folder, fully qualified, as every worker may use it. */
  public String output() {
    return store.root().getParent().toString();
  }

  /** To start anew would remove what may still be repaired, so that must be asked for. */
  private List<String> onlyDamaged(Optional<Checkpoint> chosen) {
    boolean damaged =
        chosen.isEmpty() && config.checkpoint().resume().equals(AUTO) && store.hasCommitted();
    return damaged
        ? List.of(
            ("checkpoint.resume: %s has checkpoints, but each is damaged (see the warnings above)."
                    + " Restore one, or start anew with checkpoint.resume=never, which removes"
                    + " them.")
                .formatted(store.root()))
        : List.of();
  }

  /** A run that starts elsewhere must not mix with what another has left here. */
  private List<String> ownCheckpoints(Checkpoint chosen) {
    if (isOwn(chosen)) {
      return List.of();
    }
    return store
        .latest()
        .map(
            own ->
                ("checkpoint.resume: the run is to start from %s, but %s has checkpoints of its"
                        + " own, up to %s. Choose another output folder, or go on from that one with"
                        + " checkpoint.resume=auto.")
                    .formatted(chosen.path(), config.output(), own.path()))
        .stream()
        .toList();
  }

  private boolean isOwn(Checkpoint checkpoint) {
    return store.root().equals(store.qualified(checkpoint.path()).getParent());
  }

  /**
   * Whether the run will not begin anew, by a look that reads no checkpoint.
   *
   * @throws UserError if the storage can't be read
   */
  public boolean goesOn() {
    return switch (config.checkpoint().resume()) {
      case AUTO -> store.hasCommitted();
      case NEVER -> false;
      default -> true;
    };
  }

  /**
   * Whether the run that would go on has nothing left to do: its last step is saved, and its
   * metrics end in the line that comes after the last evaluation.
   *
   * @param steps of the whole run
   * @throws UserError if the storage can't be read
   */
  public boolean isComplete(long steps) {
    return config.checkpoint().resume().equals(AUTO)
        && MetricsLog.isDone(config.output(), hadoop)
        && found().filter(checkpoint -> step(checkpoint) >= steps).isPresent();
  }

  /**
   * Starts the run: gives up what an earlier run left beyond the place to go on from, metrics too.
   */
  public void begin() {
    start = found();
    start.ifPresent(checkpoint -> LOG.info("Going on from {}", checkpoint.path()));
    boolean own = start.isPresent() && isOwn(start.get());
    store.discardLaterThan(own ? step(start.get()) : NONE);
    if (!own) {
      MetricsLog.create(config.output(), hadoop).close();
      TensorBoardLog.discard(config.output(), hadoop);
    }
    newest = start;
    looked = true;
    begun = true;
  }

  /**
   * Looks for the newest checkpoint of the run, which reads and checks every byte of it.
   *
   * @return steps done there, or -1
   * @throws UserError if the storage can't be read; what is asked next then looks again
   */
  public long look() {
    looked = false;
    newest = found();
    looked = true;
    return newest.map(JobCheckpoints::step).orElse(NONE);
  }

  private Optional<Checkpoint> newest() {
    if (!looked) {
      look();
    }
    return newest;
  }

  /**
   * The folder of the checkpoint that was the newest at the last look, from which the next attempt
   * starts; empty to start anew.
   */
  public String start() {
    return newest().map(checkpoint -> checkpoint.path().toString()).orElse("");
  }

  /** Steps done at that checkpoint, or -1. */
  public long lastStep() {
    return newest().map(JobCheckpoints::step).orElse(NONE);
  }

  /**
   * Before the beginning what the user chose, after it the newest that the run has saved. To find
   * the former reads every byte of it, and is done once after {@link #problems}.
   */
  public Optional<Checkpoint> found() {
    if (begun) {
      return store.latest().or(() -> start);
    }
    candidate = candidate == null ? choose() : candidate;
    return candidate;
  }

  private Optional<Checkpoint> choose() {
    return switch (config.checkpoint().resume()) {
      case AUTO -> store.latest();
      case NEVER -> Optional.empty();
      default -> Optional.of(new CheckpointReader(hadoop).resolve(config.checkpoint().resume()));
    };
  }

  private static long step(Checkpoint checkpoint) {
    return checkpoint.manifest().progress().globalStep();
  }
}
