package mclspark.exporting;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.exporting.onnx.OnnxModel;
import mclspark.importing.PeerLayout;
import mclspark.importing.Peers;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerNetwork;
import mclspark.model.peers.PeerOutput;
import mclspark.supervised.SupervisedConfig;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import org.apache.hadoop.conf.Configuration;

/**
 * A peer of supervised training as a network of its own. Projection heads and memory banks, which
 * only training needs, are left out.
 *
 * @param layout all peers of the checkpoint
 * @param all their entries
 */
record SupervisedNetwork(
    Checkpoint checkpoint, int peer, PeerLayout layout, Map<String, HostTensor> all)
    implements ExportedNetwork {

  static SupervisedNetwork of(Checkpoint checkpoint, int peer, Configuration hadoop) {
    Map<String, HostTensor> state =
        new CheckpointReader(hadoop)
            .loadFile(
                checkpoint.path(),
                Snapshot.MODEL,
                name -> !name.startsWith("embed_list.") && !name.startsWith("memory"))
            .tensors();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    state.forEach((name, values) -> shapes.put(name, values.shape()));
    PeerLayout layout =
        PeerLayout.of(
            shapes, arch(checkpoint), problem -> ExportedNetwork.refuse(checkpoint, problem));
    Peers.check(peer, layout.peers(), checkpoint.path().toString());
    return new SupervisedNetwork(checkpoint, peer, layout, state);
  }

  /** Shapes alone tell only the published architectures apart. */
  private static Optional<String> arch(Checkpoint checkpoint) {
    return checkpoint.manifest().run().config().get("model") instanceof Map<?, ?> model
            && model.get("arch") instanceof String name
        ? Optional.of(name)
        : Optional.empty();
  }

  @Override
  public Map<String, HostTensor> state() {
    return renamed(layout.single(peer));
  }

  private Map<String, HostTensor> renamed(Map<String, String> names) {
    Map<String, HostTensor> network = new LinkedHashMap<>();
    names.forEach((name, other) -> network.put(other, all.get(name)));
    return network;
  }

  @Override
  public Description description() {
    SupervisedConfig config =
        SupervisedConfig.reader()
            .read(ExportedNetwork.label(checkpoint), checkpoint.manifest().run().config())
            .config();
    String arch = layout.layout().arch();
    PeerNetwork network = PeerArchitectures.named(arch, 1, layout.classes());
    int resize = config.padsCrops() ? config.data().cropSize() : config.augmentation().resize();
    return new Description(
        arch,
        state(),
        renamed(layout.only(peer)), // as a network of one peer asks for them
        forward(network),
        network.featureWidth(),
        layout.classes(),
        checkpoint.manifest().run().classes(),
        ShownPictures.of(config.data(), resize));
  }

  private static OnnxModel.Forward forward(PeerNetwork network) {
    return (pictures, weights) -> {
      PeerOutput output = network.forward(pictures, weights).get(0);
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      outputs.put("features", output.embedding());
      outputs.put("logits", output.logits());
      return outputs;
    };
  }
}
