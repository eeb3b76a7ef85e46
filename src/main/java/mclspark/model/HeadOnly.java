package mclspark.model;

import java.util.List;
import mclspark.tensor.Tensor;

/** A head by itself: what is trained on the features of a frozen encoder. */
final class HeadOnly implements Network {

  private final StateLayout layout = new StateLayout();
  private final int featureWidth;
  private final Head.Forward head;

  HeadOnly(int featureWidth, Head head) {
    this.featureWidth = featureWidth;
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
    throw new IllegalStateException("A head by itself has no features");
  }

  @Override
  public Tensor head(Tensor features, Weights weights) {
    return head.apply(features, weights);
  }

  @Override
  public void walk(int side, Census census) {}
}
