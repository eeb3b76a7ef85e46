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
 * checkpoint, without their heads, or all of its networks. Known by their digest, wherever they
 * lie.
 *
 * @param location the checkpoint; empty for random weights
 * @param digest SHA-256 of the encoders' file; empty for random weights
 * @param whole whether key encoders and heads come along
 */
public record WarmStart(String location, String digest, boolean whole) implements Serializable {

  /** Random weights. */
  public static final WarmStart NONE = new WarmStart("", "", false);

  private static final String ENCODERS = "init_from";
  private static final String WHOLE = "pretrained";
  private static final String DIGEST = "_sha256";

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
    boolean whole = !config.pretrained().isEmpty();
    String given = whole ? config.pretrained() : config.initFrom();
    if (given.isEmpty()) {
      return NONE;
    }
    PretrainedEncoders encoders = PretrainedEncoders.find(given, hadoop);
    requireFit(encoders, config.model(), whole);
    return new WarmStart(encoders.location(), encoders.digest(), whole);
  }

  private static void requireFit(PretrainedEncoders encoders, ModelConfig own, boolean whole) {
    ModelConfig theirs = encoders.model();
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
    if (whole && (theirs.dim() != own.dim() || theirs.mlpHead() != own.mlpHead())) {
      throw new UserError(
          ("%s has heads with model.dim=%d and model.mlp_head=%s, but the run has model.dim=%d and"
                  + " model.mlp_head=%s; choose the same, or init_from, which takes no heads.")
              .formatted(
                  encoders.location(), theirs.dim(), theirs.mlpHead(), own.dim(), own.mlpHead()));
    }
  }

  private static WarmStart recorded(
      PretrainConfig config, Checkpoint checkpoint, Configuration hadoop) {
    Map<String, Object> was = checkpoint.manifest().run().config();
    boolean same =
        was.getOrDefault(ENCODERS, "").equals(config.initFrom())
            && was.getOrDefault(WHOLE, "").equals(config.pretrained());
    if (same && config.initFrom().isEmpty() && config.pretrained().isEmpty()) {
      return NONE;
    }
    WarmStart had = read(checkpoint, hadoop);
    if (same) {
      return had;
    }
    WarmStart wanted = find(config, hadoop);
    if (wanted.digest().equals(had.digest()) && wanted.whole() == had.whole()) {
      return had;
    }
    throw new UserError(
        "%s began with %s, not with %s. Give init_from and pretrained as they were, or choose another output folder."
            .formatted(checkpoint.path(), had.words(), wanted.words()));
  }

  private static WarmStart read(Checkpoint checkpoint, Configuration hadoop) {
    Map<String, String> metadata =
        new CheckpointReader(hadoop)
            .loadFile(checkpoint.path(), Snapshot.MODEL, name -> false)
            .metadata();
    boolean whole = metadata.containsKey(WHOLE);
    String key = whole ? WHOLE : ENCODERS;
    return new WarmStart(
        metadata.getOrDefault(key, ""), metadata.getOrDefault(key + DIGEST, ""), whole);
  }

  private String words() {
    String what = whole ? "the networks of " : "the encoders of ";
    return location.isEmpty() ? "random weights" : what + location;
  }

  /** What the model file of a checkpoint keeps. */
  Map<String, String> metadata() {
    Map<String, String> origin = new TreeMap<>(); // in one order, or files would differ
    if (!digest.isEmpty()) {
      String key = whole ? WHOLE : ENCODERS;
      origin.put(key, location);
      origin.put(key + DIGEST, digest);
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
      load(model, peer, encoders);
    }
  }

  private void load(MocoModel model, int peer, PretrainedEncoders encoders) {
    if (!whole) {
      model.loadBackbone(peer, encoders.state(peer));
      return;
    }
    try {
      model.loadPair(
          peer,
          encoders.whole(MocoModel.queryPrefix(peer)),
          encoders.whole(MocoModel.keyPrefix(peer)));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "%s does not hold the whole networks of peer %d: %s. Give a run of pre-training, or init_from, which takes its encoders alone."
              .formatted(location, peer, e.getMessage()),
          e);
    }
  }
}
