package mclspark.model;

import java.util.List;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** A residual network with one head (spec 5.2, 5.7). */
public final class ResNet implements Network {

  private final StateLayout layout = new StateLayout();
  private final int featureWidth;
  private final Layer trunk;
  private final Head.Forward head;

  ResNet(ResNetStages stages, Head head) {
    Layer[] layers = new Layer[stages.stages() + 1];
    layers[0] = stages.stem(layout);
    for (int stage = 0; stage < stages.stages(); stage++) {
      layers[stage + 1] = stages.stage(layout, "layer" + (stage + 1), stage);
    }
    trunk = Layers.sequence(layers);
    featureWidth = stages.featureWidth();
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
    Tensor map = trunk.apply(pictures, weights); // [b, F, h, w]
    Tensor features = Ops.globalAveragePool(map); // [b, F]
    map.close();
    return features;
  }

  @Override
  public Tensor head(Tensor features, Weights weights) {
    return head.apply(features, weights);
  }

  @Override
  public void walk(int side, Census census) {
    trunk.walk(side, census);
  }
}
