package mclspark.linear;

import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.run.JobCheckpoints;
import org.apache.hadoop.conf.Configuration;

/** Which encoders classifiers are trained on, or with. */
public final class LinearEncoders {

  private LinearEncoders() {}

  /**
   * The encoders of a linear classification: those of the checkpoint that it goes on from, because
   * a pre-training run may have saved newer ones meanwhile; otherwise those that {@code pretrained}
   * means now.
   *
   * @throws UserError if they can't be read, or have no such peer
   */
  public static PretrainedEncoders of(
      ClassifierConfig config, JobCheckpoints checkpoints, Configuration hadoop) {
    PretrainedEncoders encoders =
        checkpoints
            .found()
            .map(checkpoint -> goingOn(config, checkpoint, hadoop))
            .orElseGet(() -> at(config.pretrained(), config, hadoop));
    encoders.peers(config.peerNumber());
    if (config instanceof FinetuneConfig finetune && !encoders.digest().isEmpty()) {
      finetune
          .model()
          .problem(encoders.model(), encoders.location())
          .ifPresent(
              problem -> {
                throw new UserError(problem);
              });
    }
    return encoders;
  }

  /**
   * Those at one place.
   *
   * @param location a checkpoint or a run, or {@code none} in fine-tuning
   * @throws UserError if they can't be read
   */
  public static PretrainedEncoders at(
      String location, ClassifierConfig config, Configuration hadoop) {
    return config instanceof FinetuneConfig finetune && location.equals(FinetuneConfig.NONE)
        ? PretrainedEncoders.none(finetune.model().arch(), finetune.model().stem())
        : PretrainedEncoders.find(location, hadoop);
  }

  /**
   * The encoders that the classifiers of a checkpoint stand on.
   *
   * @throws UserError if they are gone, or are no longer those
   */
  static PretrainedEncoders under(Checkpoint checkpoint, Configuration hadoop) {
    Map<String, String> recorded = recorded(checkpoint, hadoop);
    Object configured = checkpoint.manifest().run().config().get("pretrained");
    String location = recorded.getOrDefault(LinearState.ENCODERS, String.valueOf(configured));
    PretrainedEncoders encoders = PretrainedEncoders.find(location, hadoop);
    String digest = recorded.getOrDefault(LinearState.ENCODERS_DIGEST, encoders.digest());
    if (!digest.equals(encoders.digest())) {
      throw new UserError(
          "%s was trained on the encoders of %s, which are others now; put those back."
              .formatted(checkpoint.path(), location));
    }
    return encoders;
  }

  /**
   * Those that a checkpoint of fine-tuning began with, which alone tell its architecture: where the
   * run found them, whatever folder this process works in.
   *
   * @throws UserError if they are gone
   */
  public static PretrainedEncoders before(
      Checkpoint checkpoint, FinetuneConfig config, Configuration hadoop) {
    String found = recorded(checkpoint, hadoop).getOrDefault(LinearState.ENCODERS, "");
    String location = found.isEmpty() ? config.pretrained() : found;
    try {
      return at(location, config, hadoop);
    } catch (UserError e) {
      throw new UserError(
          "%s was fine-tuned from %s, which tells its architecture, but cannot be read: %s Put it back, or give a file that mcl export has written."
              .formatted(checkpoint.path(), location, e.getMessage()),
          e);
    }
  }

  private static Map<String, String> recorded(Checkpoint checkpoint, Configuration hadoop) {
    return new CheckpointReader(hadoop)
        .loadFile(checkpoint.path(), Snapshot.MODEL, name -> false)
        .metadata();
  }

  private static PretrainedEncoders goingOn(
      ClassifierConfig config, Checkpoint checkpoint, Configuration hadoop) {
    Map<String, String> recorded = recorded(checkpoint, hadoop);
    String location = recorded.getOrDefault(LinearState.ENCODERS, "");
    Object was = checkpoint.manifest().run().config().get("pretrained");
    if (config.pretrained().equals(was)) {
      return at(location.isEmpty() ? config.pretrained() : location, config, hadoop);
    }
    PretrainedEncoders given = at(config.pretrained(), config, hadoop);
    String digest = recorded.getOrDefault(LinearState.ENCODERS_DIGEST, "");
    if (!digest.equals(given.digest())) {
      throw new UserError(
          "%s was trained on the encoders of %s, and those of %s are not known to be the same. Give pretrained=%s or a copy of that checkpoint, or another output folder."
              .formatted(checkpoint.path(), location, given.location(), was));
    }
    return given;
  }
}
