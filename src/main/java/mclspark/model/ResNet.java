package mclspark.model;

import java.util.ArrayList;
import java.util.List;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/**
 * Residual networks (He et al., CVPR 2016) as torchvision builds them (spec 5.7) and their small
 * CIFAR relatives (spec 5.2); they differ in {@link Shape} only.
 */
final class ResNet implements Network {

  /**
   * What tells one residual network from another.
   *
   * @param widths channels of each stage, before a bottleneck's expansion
   * @param blocks blocks of each stage
   * @param bottleneck three convolutions a block, the last four times as wide, instead of two
   * @param largeStem 7x7 stride 2 and a max-pool, instead of 3x3 stride 1
   */
  record Shape(int[] widths, int[] blocks, boolean bottleneck, boolean largeStem) {
    int expansion() {
      return bottleneck ? 4 : 1;
    }
  }

  /** One residual block. */
  private interface Block {
    Tensor apply(Tensor x, Weights weights);
  }

  private final StateLayout layout = new StateLayout();
  private final boolean largeStem;
  private final Layers.Conv conv1;
  private final Layers.BatchNorm bn1;
  private final List<Block> blocks = new ArrayList<>();
  private final int featureWidth;
  private final Head.Forward head;

  ResNet(Shape shape, Head head) {
    largeStem = shape.largeStem();
    int channels = shape.widths()[0];
    conv1 = layout.conv("conv1", 3, channels, largeStem ? 7 : 3, largeStem ? 2 : 1);
    bn1 = layout.batchNorm("bn1", channels);
    for (int stage = 0; stage < shape.widths().length; stage++) {
      int width = shape.widths()[stage];
      for (int b = 0; b < shape.blocks()[stage]; b++) {
        String name = "layer" + (stage + 1) + "." + b;
        int stride = b == 0 && stage > 0 ? 2 : 1;
        blocks.add(
            shape.bottleneck()
                ? bottleneck(name, channels, width, stride)
                : basicBlock(name, channels, width, stride));
        channels = width * shape.expansion();
      }
    }
    featureWidth = channels;
    this.head = head.build(layout, featureWidth);
  }

  @Override
  public List<StateEntry> state() {
    return layout.entries();
  }

  @Override
  public int featureWidth() {
    return featureWidth;
  }

  @Override
  public Tensor features(Tensor pictures, Weights weights) {
    Tensor x = bn1.applyRelu(conv1.apply(pictures, weights), weights); // [b, c, h, w]
    if (largeStem) {
      x = Ops.maxPool2d(x, 3, 2, 1);
    }
    for (Block block : blocks) {
      x = block.apply(x, weights);
    }
    return Ops.globalAveragePool(x); // [b, F]
  }

  @Override
  public Tensor head(Tensor features, Weights weights) {
    return head.apply(features, weights);
  }

  private Block basicBlock(String name, int in, int width, int stride) {
    Layers.Conv first = layout.conv(name + ".conv1", in, width, 3, stride);
    Layers.BatchNorm firstNorm = layout.batchNorm(name + ".bn1", width);
    Layers.Conv second = layout.conv(name + ".conv2", width, width, 3, 1);
    Layers.BatchNorm secondNorm = layout.batchNorm(name + ".bn2", width);
    Block shortcut = shortcut(name, in, width, stride);
    return (x, weights) -> {
      Tensor y = firstNorm.applyRelu(first.apply(x, weights), weights);
      y = secondNorm.apply(second.apply(y, weights), weights);
      return Ops.reluInPlace(Ops.add(y, shortcut.apply(x, weights)));
    };
  }

  private Block bottleneck(String name, int in, int width, int stride) {
    Layers.Conv reduce = layout.conv(name + ".conv1", in, width, 1, 1);
    Layers.BatchNorm reduceNorm = layout.batchNorm(name + ".bn1", width);
    Layers.Conv spatial = layout.conv(name + ".conv2", width, width, 3, stride);
    Layers.BatchNorm spatialNorm = layout.batchNorm(name + ".bn2", width);
    Layers.Conv expand = layout.conv(name + ".conv3", width, 4 * width, 1, 1);
    Layers.BatchNorm expandNorm = layout.batchNorm(name + ".bn3", 4 * width);
    Block shortcut = shortcut(name, in, 4 * width, stride);
    return (x, weights) -> {
      Tensor y = reduceNorm.applyRelu(reduce.apply(x, weights), weights);
      y = spatialNorm.applyRelu(spatial.apply(y, weights), weights);
      y = expandNorm.apply(expand.apply(y, weights), weights);
      return Ops.reluInPlace(Ops.add(y, shortcut.apply(x, weights)));
    };
  }

  /** Identity, or a 1x1 convolution where stride or channels change. */
  private Block shortcut(String name, int in, int out, int stride) {
    if (stride == 1 && in == out) {
      return (x, weights) -> x;
    }
    Layers.Conv conv = layout.conv(name + ".downsample.0", in, out, 1, stride);
    Layers.BatchNorm norm = layout.batchNorm(name + ".downsample.1", out);
    return (x, weights) -> norm.apply(conv.apply(x, weights), weights);
  }
}
