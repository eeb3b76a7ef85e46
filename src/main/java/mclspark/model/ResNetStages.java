package mclspark.model;

/**
 * The parts of residual networks (He et al., CVPR 2016) as torchvision builds them (spec 5.6, 5.7)
 * and of their small CIFAR relatives (spec 5.2).
 *
 * @param widths channels of each stage, before a bottleneck's expansion
 * @param blocks blocks of each stage
 * @param bottleneck three convolutions a block, the last four times as wide, instead of two
 * @param largeStem 7x7 stride 2 and a max-pool, instead of 3x3 stride 1
 */
public record ResNetStages(int[] widths, int[] blocks, boolean bottleneck, boolean largeStem) {

  /** Three stages of as many blocks each, for 32x32 pictures. */
  public static ResNetStages cifar(int blocks, boolean bottleneck) {
    return new ResNetStages(
        new int[] {16, 32, 64}, new int[] {blocks, blocks, blocks}, bottleneck, false);
  }

  /** Four stages of two convolutions (18, 34) or bottlenecks (50) a block. */
  public static ResNetStages torchvision(int depth, boolean largeStem) {
    int[] widths = {64, 128, 256, 512};
    return switch (depth) {
      case 18 -> new ResNetStages(widths, new int[] {2, 2, 2, 2}, false, largeStem);
      case 34 -> new ResNetStages(widths, new int[] {3, 4, 6, 3}, false, largeStem);
      case 50 -> new ResNetStages(widths, new int[] {3, 4, 6, 3}, true, largeStem);
      default -> throw new IllegalArgumentException("torchvision has no resnet" + depth);
    };
  }

  public int stages() {
    return widths.length;
  }

  /** Channels behind the last stage. */
  public int featureWidth() {
    return channelsBefore(widths.length);
  }

  /** Pictures to the input of stage 0. */
  public Layer stem(StateLayout layout) {
    ConvShape shape =
        largeStem ? ConvShape.of(3, widths[0], 7).strided(2) : ConvShape.of(3, widths[0], 3);
    Layer conv = layout.conv("conv1", shape);
    Layer norm = layout.batchNorm("bn1", widths[0]);
    return largeStem
        ? Layers.sequence(conv, norm, Layers.RELU, new Layers.MaxPool())
        : Layers.sequence(conv, norm, Layers.RELU);
  }

  /** The blocks of a stage, which all but the first one begin by halving the map. */
  public Layer stage(StateLayout layout, String name, int stage) {
    Layer[] layers = new Layer[blocks[stage]];
    int channels = channelsBefore(stage);
    for (int b = 0; b < layers.length; b++) {
      StateLayout inside = layout.under(name + "." + b + ".");
      layers[b] = block(inside, channels, widths[stage], b == 0 && stage > 0 ? 2 : 1);
      channels = channelsBefore(stage + 1);
    }
    return Layers.sequence(layers);
  }

  private int channelsBefore(int stage) {
    return stage == 0 ? widths[0] : widths[stage - 1] * (bottleneck ? 4 : 1);
  }

  private Layer block(StateLayout layout, int in, int width, int stride) {
    return bottleneck
        ? new Residual(
            bottleneck(layout, in, width, stride), shortcut(layout, in, 4 * width, stride))
        : new Residual(basic(layout, in, width, stride), shortcut(layout, in, width, stride));
  }

  private static Layer basic(StateLayout layout, int in, int width, int stride) {
    return Layers.sequence(
        layout.conv("conv1", ConvShape.of(in, width, 3).strided(stride)),
        layout.batchNorm("bn1", width),
        Layers.RELU,
        layout.conv("conv2", ConvShape.of(width, width, 3)),
        layout.batchNorm("bn2", width));
  }

  private static Layer bottleneck(StateLayout layout, int in, int width, int stride) {
    return Layers.sequence(
        layout.conv("conv1", ConvShape.of(in, width, 1)),
        layout.batchNorm("bn1", width),
        Layers.RELU,
        layout.conv("conv2", ConvShape.of(width, width, 3).strided(stride)),
        layout.batchNorm("bn2", width),
        Layers.RELU,
        layout.conv("conv3", ConvShape.of(width, 4 * width, 1)),
        layout.batchNorm("bn3", 4 * width));
  }

  /** Identity, or a 1x1 convolution where stride or channels change. */
  private static Layer shortcut(StateLayout layout, int in, int out, int stride) {
    if (stride == 1 && in == out) {
      return Layers.IDENTITY;
    }
    return Layers.sequence(
        layout.conv("downsample.0", ConvShape.of(in, out, 1).strided(stride)),
        layout.batchNorm("downsample.1", out));
  }
}
