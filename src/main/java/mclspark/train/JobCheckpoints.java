package mclspark.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.config.ConfigReader;
import mclspark.config.JobConfig;
import mclspark.config.LinearConfig;
import mclspark.config.RunConfig;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on the driver where a run of either job starts or goes on from. */
public final class JobCheckpoints {

  private static final Logger LOG = LoggerFactory.getLogger(JobCheckpoints.class);
  private static final String AUTO = "auto";
  private static final String NEVER = "never";
  private static final long NONE = -1;

  private final JobConfig config;
  private final Configuration hadoop;
  private final CheckpointStore store;
  private boolean begun;

  /** Looks after the checkpoints of one run; touches nothing yet. */
  public JobCheckpoints(JobConfig config, Configuration hadoop) {
    this.config = config;
    this.hadoop = hadoop;
    String root = config.output() + "/checkpoints";
    store = CheckpointStore.open(root, hadoop, config.checkpoint().keep());
  }

  /** What forbids the run: an output that can't be written, a checkpoint that does not fit. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    try {
      store.checkWritable();
    } catch (UserError e) {
      problems.add("output: " + e.getMessage());
    }
    try {
      found().ifPresent(checkpoint -> problems.addAll(differences(checkpoint)));
    } catch (UserError e) {
      problems.add("checkpoint.resume: " + e.getMessage());
    }
    return problems;
  }

  /** Starts the run: gives up what an earlier run left beyond the place to go on from. */
  public void begin() {
    Optional<Checkpoint> start = found();
    start.ifPresent(checkpoint -> LOG.info("Going on from {}", checkpoint.path()));
    store.discardLaterThan(start.map(JobCheckpoints::step).orElse(NONE));
    begun = true;
  }

  /** The checkpoint's folder that the next attempt starts from; empty to start anew. */
  public String start() {
    return found().map(checkpoint -> checkpoint.path().toString()).orElse("");
  }

  /** Steps done at the last checkpoint of this run, or -1. */
  public long lastStep() {
    return found().map(JobCheckpoints::step).orElse(NONE);
  }

  /** After the beginning the newest checkpoint counts, before it what the user chose. */
  Optional<Checkpoint> found() {
    String resume = config.checkpoint().resume();
    Optional<Checkpoint> newest =
        !begun && resume.equals(NEVER) ? Optional.empty() : store.latest();
    if (resume.equals(AUTO) || resume.equals(NEVER) || (begun && newest.isPresent())) {
      return newest;
    }
    return Optional.of(new CheckpointReader(hadoop).resolve(resume));
  }

  private List<String> differences(Checkpoint checkpoint) {
    Map<String, Object> tree = checkpoint.manifest().run().config();
    String job = config.tree().get("job").toString();
    if (!job.equals(tree.get("job"))) {
      return List.of(
          ("checkpoint.resume: %s was written by a job of kind %s, not %s; choose another output"
                  + " folder or checkpoint.")
              .formatted(checkpoint.path(), tree.get("job"), job));
    }
    List<String> differences = differences(tree);
    if (differences.isEmpty()) {
      return List.of();
    }
    return List.of(
        ("checkpoint.resume: %s was written under another configuration: %s. Use that one,"
                + " another output folder, or checkpoint.resume=never.")
            .formatted(checkpoint.path(), String.join("; ", differences)));
  }

  private List<String> differences(Map<String, Object> was) {
    String label = "the checkpoint's manifest";
    return config instanceof RunConfig run
        ? run.differences(ConfigReader.pretrain().read(label, was).config())
        : ((LinearConfig) config).differences(ConfigReader.linear().read(label, was).config());
  }

  private static long step(Checkpoint checkpoint) {
    return checkpoint.manifest().progress().globalStep();
  }
}
