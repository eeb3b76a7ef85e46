package mclspark.pretrain;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.model.ModelConfig;
import mclspark.run.JobCheckpoints;
import mclspark.schema.Words;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the first weights of a pre-training run come from: the query encoders of another run's
 * checkpoint, without their heads. Known by their digest, wherever they lie.
 *
 * @param location the checkpoint; empty for random weights
 * @param digest SHA-256 of the encoders' file; empty for random weights
 */
public record WarmStart(String location, String digest) implements Serializable {

  /** Random weights. */
  public static final WarmStart NONE = new WarmStart("", "");

  private static final String LOCATION = "init_from";
  private static final String DIGEST = "init_from_sha256";

  /**
   * Finds the start of a run. One that goes on keeps that which it had, and no other may be named.
   *
   * @throws UserError if there are no such encoders, they don't fit, or the run began elsewhere
   */
  public static WarmStart of(
      PretrainConfig config, JobCheckpoints checkpoints, Configuration hadoop) {
    Optional<Checkpoint> from;
    try {
      from = checkpoints.found();
    } catch (UserError e) { // JobCheckpoints tells it among the problems
      return NONE;
    }
    return from.isPresent() ? recorded(config, from.get(), hadoop) : find(config, hadoop);
  }

  private static WarmStart find(PretrainConfig config, Configuration hadoop) {
    if (config.initFrom().isEmpty()) {
      return NONE;
    }
    PretrainedEncoders encoders = PretrainedEncoders.find(config.initFrom(), hadoop);
    ModelConfig theirs = encoders.model();
    ModelConfig own = config.model();
    if (!theirs.arch().equals(own.arch())
        || theirs.stem() != own.stem()
        || theirs.peers() < own.peers()) {
      throw new UserError(
          ("%s has %d encoders %s with stem %s, but the run is to train %d encoders %s with stem"
                  + " %s; choose the same model.arch and model.stem, and no more model.peers.")
              .formatted(
                  encoders.location(),
                  theirs.peers(),
                  theirs.arch(),
                  Words.enumName(theirs.stem()),
                  own.peers(),
                  own.arch(),
                  Words.enumName(own.stem())));
    }
    return new WarmStart(encoders.location(), encoders.digest());
  }

  private static WarmStart recorded(
      PretrainConfig config, Checkpoint checkpoint, Configuration hadoop) {
    Object given = checkpoint.manifest().run().config().getOrDefault("init_from", "");
    if (config.initFrom().isEmpty() && given.equals("")) {
      return NONE;
    }
    Map<String, String> metadata =
        new CheckpointReader(hadoop)
            .loadFile(checkpoint.path(), Snapshot.MODEL, name -> false)
            .metadata();
    WarmStart had =
        new WarmStart(metadata.getOrDefault(LOCATION, ""), metadata.getOrDefault(DIGEST, ""));
    if (config.initFrom().equals(given) || find(config, hadoop).digest().equals(had.digest())) {
      return had;
    }
    throw new UserError(
        "%s began with %s, not with %s. Give init_from as it was, or choose another output folder."
            .formatted(checkpoint.path(), had.words(), find(config, hadoop).words()));
  }

  private String words() {
    return location.isEmpty() ? "random weights" : "the encoders of " + location;
  }

  /** What the model file of a checkpoint keeps. */
  Map<String, String> metadata() {
    Map<String, String> origin = new TreeMap<>(); // in one order, or files would differ
    if (!digest.isEmpty()) {
      origin.put(LOCATION, location);
      origin.put(DIGEST, digest);
    }
    return origin;
  }

  /**
   * Puts the weights into a model that has its starting state.
   *
   * @throws UserError if the encoders can't be read, or have changed since the start of the run
   */
  void load(MocoModel model, Configuration hadoop) {
    if (location.isEmpty()) {
      return;
    }
    PretrainedEncoders encoders = PretrainedEncoders.find(location, hadoop);
    if (!encoders.digest().equals(digest)) {
      throw new UserError(location + " has changed since the run began; restore it.");
    }
    for (int peer = 0; peer < model.pairs().size(); peer++) {
      model.loadBackbone(peer, encoders.state(peer));
    }
  }
}
