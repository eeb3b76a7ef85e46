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
 * The attention of HCGNet (spec 5.5): a gate by which channels forget, and a selection between two
 * scales. The result has the size of the input.
 */
final class HcgAttention implements Layer {

  private final Layer fine;
  private final Layer coarse;
  private final Context fineContext;
  private final Context coarseContext;
  private final Layers.Linear mix;
  private final Layers.BatchNorm mixNorm;
  private final Layers.Linear fineScore;
  private final Layers.Linear coarseScore;
  private final Context forgetContext;
  private final Layers.BatchNorm forgetNorm;
  private final Layers.Linear forgetHidden;
  private final Layers.Linear forgetScore;

  /**
   * Adds the layers in the order of the state.
   *
   * @param reduction by how much the hidden vectors are narrower than what they summarise
   */
  HcgAttention(StateLayout layout, int channels, int reduction) {
    int mixed = 2 * channels / reduction;
    int hidden = channels / reduction;
    ConvShape shape = ConvShape.depthwise(channels, 3);
    fine = HcgUnits.basicConv(layout, "conv_3x3", shape);
    coarse = HcgUnits.basicConv(layout, "conv_5x5", shape.dilated(2));
    fineContext = new Context(layout.pointwise("global_context3x3", channels, 1));
    coarseContext = new Context(layout.pointwise("global_context5x5", channels, 1));
    mix = layout.pointwise("fcall", 2 * channels, mixed);
    mixNorm = layout.batchNorm("bn_attention", mixed);
    fineScore = layout.pointwise("fc3x3", mixed, channels);
    coarseScore = layout.pointwise("fc5x5", mixed, channels);
    forgetContext = new Context(layout.pointwise("global_forget_context", channels, 1));
    forgetNorm = layout.batchNorm("bn_forget", hidden);
    forgetHidden = layout.pointwise("fc1", channels, hidden);
    forgetScore = layout.pointwise("fc2", hidden, channels);
  }

  @Override
  public Tensor apply(Tensor x, Weights weights) {
    Tensor gate = Ops.sigmoid(gateScore(x, weights)); // [b, c]
    Tensor fineMap = fine.apply(x, weights); // [b, c, h, w]
    Tensor fineVector = fineContext.apply(fineMap, weights); // [b, c]
    fineMap.close();
    Tensor coarseMap = coarse.apply(x, weights); // [b, c, h, w]
    Tensor coarseVector = coarseContext.apply(coarseMap, weights); // [b, c]
    coarseMap.close();
    Tensor selected = select(fineVector, coarseVector, weights); // [b, c]
    return Ops.scaleAndShiftChannels(x, gate, selected); // [b, c, h, w]
  }

  private Tensor gateScore(Tensor x, Weights weights) {
    Tensor context = forgetContext.apply(x, weights); // [b, c]
    Tensor hidden = forgetNorm.apply(forgetHidden.apply(context, weights), weights);
    return forgetScore.apply(Ops.tanh(hidden), weights); // [b, c]
  }

  /** The softmax over two scales is the sigmoid of the difference of their scores. */
  private Tensor select(Tensor fineVector, Tensor coarseVector, Weights weights) {
    Tensor both = Ops.concatenateChannels(fineVector, coarseVector); // [b, 2c]
    Tensor hidden = Ops.tanh(mixNorm.apply(mix.apply(both, weights), weights)); // [b, mixed]
    Tensor preference =
        Ops.subtract(fineScore.apply(hidden, weights), coarseScore.apply(hidden, weights));
    return Ops.interpolate(coarseVector, fineVector, Ops.sigmoid(preference)); // [b, c]
  }

  @Override
  public int walk(int side, Census census) {
    for (Layer onMaps : new Layer[] {fine, coarse, fineContext, coarseContext, forgetContext}) {
      onMaps.walk(side, census);
    }
    for (Layer onVectors : new Layer[] {mix, fineScore, coarseScore, forgetHidden, forgetScore}) {
      onVectors.walk(1, census);
    }
    return side;
  }

  /** Mean over positions, weighted by the softmax of a 1x1 convolution: [b, c, h, w] to [b, c]. */
  private record Context(Layers.Linear score) implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      Tensor weight = weights.get(score.name() + ".weight"); // [1, c, 1, 1]
      return Ops.attentionPool(x, weight, weights.get(score.name() + ".bias"));
    }

    @Override
    public int walk(int side, Census census) {
      census.products((long) score.in() * side * side);
      return side;
    }
  }
}
