package mclspark.exporting;

import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.dataset.ClassNames;
import mclspark.importing.Peers;
import mclspark.model.Architectures;
import mclspark.model.Head;
import mclspark.model.Network;
import mclspark.model.Stem;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.PretrainConfig;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;

/**
 * The query encoder of a peer of pre-training.
 *
 * @param state with its projection head {@code fc}
 */
record PretrainedNetwork(Checkpoint checkpoint, Map<String, HostTensor> state)
    implements ExportedNetwork {

  static PretrainedNetwork of(Checkpoint checkpoint, int peer, Configuration hadoop) {
    Peers.check(peer, checkpoint.manifest().run().peers(), checkpoint.path().toString());
    String prefix = MocoModel.queryPrefix(peer);
    Map<String, HostTensor> encoder =
        MocoModel.withoutPrefix(
            new CheckpointReader(hadoop)
                .loadFile(checkpoint.path(), Snapshot.MODEL, name -> name.startsWith(prefix))
                .tensors(),
            prefix);
    if (encoder.isEmpty()) {
      throw ExportedNetwork.refuse(checkpoint, "it has no entries " + prefix);
    }
    return new PretrainedNetwork(checkpoint, encoder);
  }

  @Override
  public boolean encoder() {
    return true;
  }

  @Override
  public Description description() {
    Map<String, Object> tree = checkpoint.manifest().run().config();
    PretrainConfig config =
        PretrainConfig.reader().read(ExportedNetwork.label(checkpoint), tree).config();
    Map<String, HostTensor> backbone = new LinkedHashMap<>(state);
    backbone.keySet().removeIf(name -> name.startsWith("fc."));
    boolean cifarStem = config.model().stem() == Stem.CIFAR;
    Network network = Architectures.named(config.model().arch(), cifarStem, Head.none());
    return new Description(
        config.model().arch(),
        backbone,
        backbone,
        (pictures, weights) -> Map.of("features", network.features(pictures, weights)),
        network.featureWidth(),
        0,
        ClassNames.UNKNOWN,
        ShownPictures.of(config.data(), config.data().evaluationResize()));
  }
}
