package mclspark.linear;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointFolder;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.model.ModelConfig;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;

/**
 * An encoder and its classifier: of linear classification the frozen encoder with the classifier of
 * the best epoch, of fine-tuning both as the checkpoint has them.
 *
 * @param config the run of the classifier
 * @param model the encoder's architecture
 * @param state the encoder's entries and then {@code fc}
 */
public record TrainedClassifier(
    ClassifierConfig config, ModelConfig model, Map<String, HostTensor> state) {

  /**
   * Reads the two checkpoints.
   *
   * @param checkpoint one of linear classification
   * @throws UserError if it has no such classifier, or the encoders are gone or no longer those
   */
  public static TrainedClassifier of(Checkpoint checkpoint, int peer, Configuration hadoop) {
    String label = checkpoint.path() + "/" + CheckpointFolder.MANIFEST;
    Map<String, Object> tree = checkpoint.manifest().run().config();
    LinearConfig config = LinearConfig.reader().read(label, tree).config();
    Map<String, HostTensor> head = head(checkpoint, peer, hadoop);
    PretrainedEncoders encoders = LinearEncoders.under(checkpoint, hadoop);
    encoders.peers(OptionalInt.of(peer));
    Map<String, HostTensor> state = new LinkedHashMap<>(encoders.state(peer));
    state.putAll(head);
    return new TrainedClassifier(config, encoders.model(), state);
  }

  /**
   * Reads a checkpoint of fine-tuning.
   *
   * @throws UserError if it has no such encoder, or if nothing tells its architecture any longer
   */
  public static TrainedClassifier fineTuned(Checkpoint checkpoint, int peer, Configuration hadoop) {
    String label = checkpoint.path() + "/" + CheckpointFolder.MANIFEST;
    FinetuneConfig config =
        FinetuneConfig.reader().read(label, checkpoint.manifest().run().config()).config();
    String prefix = LinearClassifier.prefix(Integer.toString(peer));
    Map<String, HostTensor> state =
        MocoModel.withoutPrefix(
            new CheckpointReader(hadoop)
                .loadFile(checkpoint.path(), Snapshot.MODEL, name -> name.startsWith(prefix))
                .tensors(),
            prefix);
    if (state.isEmpty()) {
      throw new UserError(
          "%s has no encoder of peer %d; choose --peer among those that were fine-tuned (peer: %s)."
              .formatted(checkpoint.path(), peer, config.peer()));
    }
    ModelConfig model = LinearEncoders.before(checkpoint, config, hadoop).model();
    return new TrainedClassifier(config, model, state);
  }

  private static Map<String, HostTensor> head(
      Checkpoint checkpoint, int peer, Configuration hadoop) {
    String prefix = LinearClassifier.prefix(Integer.toString(peer));
    CheckpointReader reader = new CheckpointReader(hadoop);
    for (String file : new String[] {LinearState.BEST, Snapshot.MODEL}) { // no best in epoch 0
      Map<String, HostTensor> head =
          MocoModel.withoutPrefix(
              reader.loadFile(checkpoint.path(), file, name -> name.startsWith(prefix)).tensors(),
              prefix);
      if (!head.isEmpty()) {
        return head;
      }
    }
    throw new UserError(
        "%s has no classifier of peer %d; choose --peer among those that it was trained on (peer: %s)."
            .formatted(checkpoint.path(), peer, checkpoint.manifest().run().config().get("peer")));
  }
}
