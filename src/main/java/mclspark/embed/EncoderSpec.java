package mclspark.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.model.Network;
import mclspark.model.StateEntry;
import mclspark.model.Stateful;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * How the encoders of a model are built, each a network of its own.
 *
 * @param supervised whether they are peers of supervised training, else of pre-training
 * @param arch the architecture
 * @param cifarStem for torchvision's ResNets: the small stem
 * @param mlpHead whether pre-training's head has a hidden layer
 * @param outputs of the head: D of pre-training, classes of supervised training
 * @param projection whether the head's output is wanted, of pre-training alone
 * @param channelsLast memory layout of convolutions
 */
record EncoderSpec(
    boolean supervised,
    String arch,
    boolean cifarStem,
    boolean mlpHead,
    int outputs,
    boolean projection,
    boolean channelsLast) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Pictures float32 [b, 3, h, w] to vectors [b, dim]. */
  interface Forward {
    Tensor vectors(Tensor pictures);
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers", e);
    }
  }

  static EncoderSpec parse(String json) {
    try {
      return JSON.readValue(json, EncoderSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by this program", e);
    }
  }

  /** Length of a vector. */
  int dim() {
    return projection
        ? outputs
        : supervised
            ? PeerArchitectures.named(arch, 1, outputs).featureWidth()
            : network().featureWidth();
  }

  private Network network() {
    Head head = !projection ? Head.none() : mlpHead ? Head.mlp(outputs) : Head.linear(outputs);
    return Architectures.named(arch, cifarStem, head);
  }

  /** Whether an entry of the encoder's state is used. */
  boolean uses(String name) {
    return supervised || projection || !name.startsWith("fc.");
  }

  /** Why these entries are not one encoder's; empty if they are. */
  Optional<String> problem(Map<String, HostTensor> state) {
    for (StateEntry entry : layers().state()) {
      HostTensor values = state.get(entry.name());
      if (values == null) {
        return Optional.of("tensor %s is missing".formatted(entry.name()));
      }
      if (!Arrays.equals(values.shape(), entry.shape())) {
        return Optional.of(
            "tensor %s has shape %s, which should be %s"
                .formatted(
                    entry.name(), Arrays.toString(values.shape()), Arrays.toString(entry.shape())));
      }
    }
    return Optional.empty();
  }

  private Stateful layers() {
    return supervised ? PeerArchitectures.named(arch, 1, outputs) : network();
  }

  /** Builds one encoder of its state; its tensors belong to the calling thread's scope. */
  Forward build(TorchEngine engine, Map<String, HostTensor> state) {
    if (supervised) {
      PeerEncoder peer =
          new PeerEncoder(
              engine, PeerArchitectures.named(arch, 1, outputs), false, channelsLast, 0);
      peer.load(state);
      return pictures -> peer.forward(pictures, BatchNormMode.EVALUATE).get(0).embedding();
    }
    Encoder encoder = new Encoder(engine, network(), false, channelsLast);
    encoder.load(state);
    return projection
        ? pictures -> encoder.forward(pictures, BatchNormMode.EVALUATE)
        : pictures -> encoder.features(pictures, BatchNormMode.EVALUATE);
  }
}
