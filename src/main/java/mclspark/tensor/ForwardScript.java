package mclspark.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A network's forward pass as one TorchScript method: one call into libtorch instead of one or two
 * for each layer. The first pass of a kind is computed layer by layer and heard by {@link Trace},
 * which also lets oneDNN plan its convolutions; later ones run what was heard. Operations, their
 * order and so all bits are the same.
 *
 * <p>One object belongs to the weights of one network.
 */
public final class ForwardScript {

  /** Sizes of a run's batches are few; where they are not, the rest is computed layer by layer. */
  private static final int MOST_KINDS = 64;

  private final Map<Kind, Optional<ForwardText.Compiled>> heard = new ConcurrentHashMap<>();

  /** All that a pass depends on but for values. */
  private record Kind(
      String part, List<Long> layout, int threads, boolean bf16, boolean gradients) {}

  /**
   * Computes a pass.
   *
   * @param part which part of the network in which mode: another one has other layers
   * @param input the only tensor that differs between passes of one kind
   * @param weights all other tensors that the layers read or write
   * @param layers the same pass layer by layer
   */
  public List<Tensor> run(
      String part, Tensor input, Collection<Tensor> weights, Supplier<List<Tensor>> layers) {
    if (Trace.isListening()) {
      return layers.get();
    }
    Kind kind = kind(part, input);
    Optional<ForwardText.Compiled> script = heard.get(kind);
    if (script != null && script.isPresent()) {
      return script.get().run(input);
    }
    return script != null || heard.size() == MOST_KINDS
        ? layers.get()
        : listen(kind, input, weights, layers);
  }

  private List<Tensor> listen(
      Kind kind, Tensor input, Collection<Tensor> weights, Supplier<List<Tensor>> layers) {
    try (Trace trace = Trace.start()) {
      List<Tensor> outputs = layers.get();
      heard.put(kind, ForwardText.of(trace.steps(), input, weights, outputs));
      return outputs;
    }
  }

  private static Kind kind(String part, Tensor input) {
    return new Kind(
        part, layout(input), JniUtils.getNumThreads(), Autocast.isOnHost(), JniUtils.isGradMode());
  }

  /** On the CPU plans of convolutions depend on strides, too. */
  private static List<Long> layout(Tensor input) {
    long[] shape = input.shape();
    long[] layout =
        input.onHost() && shape.length == 4
            ? ScriptOps.get().integers("layout", input, input)
            : shape;
    return Arrays.stream(layout).boxed().toList();
  }
}
