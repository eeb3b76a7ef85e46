package mclspark.model.peers;

import mclspark.model.Census;
import mclspark.model.ConvShape;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.StateLayout;
import mclspark.model.Weights;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/**
 * A unit of ShuffleNetV2: two paths whose outputs are put together with their channels in turn.
 *
 * @param left reads the first half of the channels if {@code split}, otherwise all
 * @param right reads the second half, or all
 * @param split whether the paths share the channels out
 */
record ShuffleUnit(Layer left, Layer right, boolean split) implements Layer {

  /** Keeps size and channels; the first half passes through. */
  static ShuffleUnit basic(StateLayout layout, int channels) {
    int half = channels / 2;
    Layer right =
        Layers.sequence(
            layout.conv("conv1", ConvShape.of(half, half, 1)),
            layout.batchNorm("bn1", half),
            Layers.RELU,
            layout.conv("conv2", ConvShape.depthwise(half, 3)),
            layout.batchNorm("bn2", half),
            layout.conv("conv3", ConvShape.of(half, half, 1)),
            layout.batchNorm("bn3", half),
            Layers.RELU);
    return new ShuffleUnit(Layers.IDENTITY, right, true);
  }

  /** Halves the map. */
  static ShuffleUnit halving(StateLayout layout, int in, int out) {
    int half = out / 2;
    Layer left =
        Layers.sequence(
            layout.conv("conv1", ConvShape.depthwise(in, 3).strided(2)),
            layout.batchNorm("bn1", in),
            layout.conv("conv2", ConvShape.of(in, half, 1)),
            layout.batchNorm("bn2", half),
            Layers.RELU);
    Layer right =
        Layers.sequence(
            layout.conv("conv3", ConvShape.of(in, half, 1)),
            layout.batchNorm("bn3", half),
            Layers.RELU,
            layout.conv("conv4", ConvShape.depthwise(half, 3).strided(2)),
            layout.batchNorm("bn4", half),
            layout.conv("conv5", ConvShape.of(half, half, 1)),
            layout.batchNorm("bn5", half),
            Layers.RELU);
    return new ShuffleUnit(left, right, false);
  }

  @Override
  public Tensor apply(Tensor x, Weights weights) {
    if (!split) {
      return join(left.apply(x, weights), right.apply(x, weights));
    }
    int half = (int) x.size(1) / 2;
    Tensor first = Ops.narrow(x, 1, 0, half);
    Tensor second = Ops.narrow(x, 1, half, half);
    Tensor changed = right.apply(second, weights);
    second.close();
    return join(left.apply(first, weights), changed);
  }

  private static Tensor join(Tensor first, Tensor second) {
    Tensor result = Ops.interleaveChannels(first, second);
    first.close();
    second.close();
    return result;
  }

  @Override
  public int walk(int side, Census census) {
    left.walk(side, census);
    return right.walk(side, census);
  }
}
