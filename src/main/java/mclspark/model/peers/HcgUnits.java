package mclspark.model.peers;

import mclspark.model.Census;
import mclspark.model.ConvShape;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.StateLayout;
import mclspark.model.Weights;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** The two units of HCGNet; both end in {@link HcgAttention} (spec 5.5). */
final class HcgUnits {

  private HcgUnits() {}

  /** Batch norm, ReLU and convolution, in this order ("BasicConv"). */
  static Layer basicConv(StateLayout layout, String name, ConvShape shape) {
    return Layers.sequence(
        layout.batchNorm(name + ".norm", shape.in()),
        Layers.RELU,
        layout.conv(name + ".conv", shape));
  }

  /** SMG: adds {@code growth} channels to its input. */
  static Layer growing(StateLayout layout, int in, int growth) {
    Layer body =
        Layers.sequence(
            basicConv(layout, "conv1_1x1", ConvShape.of(in, 4 * growth, 1)),
            basicConv(layout, "conv2_3x3", ConvShape.of(4 * growth, growth, 3).grouped(4)),
            new HcgAttention(layout, growth, 2));
    return new Growing(body);
  }

  /** Transition: halves the map and the channels. */
  static Layer halving(StateLayout layout, int in) {
    int out = in / 2;
    int middle = in - (in - out) / 2;
    return Layers.sequence(
        basicConv(layout, "conv1_1x1", ConvShape.of(in, middle, 1)),
        basicConv(layout, "conv2_3x3", ConvShape.of(middle, out, 3).strided(2)),
        new HcgAttention(layout, out, 4));
  }

  /** Puts what the body makes of the input behind the input's channels. */
  private record Growing(Layer body) implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      Tensor added = body.apply(x, weights); // [b, growth, h, w]
      Tensor result = Ops.concatenateChannels(x, added);
      added.close();
      return result;
    }

    @Override
    public int walk(int side, Census census) {
      return body.walk(side, census);
    }
  }
}
