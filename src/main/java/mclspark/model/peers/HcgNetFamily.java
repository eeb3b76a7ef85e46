package mclspark.model.peers;

import java.util.List;
import mclspark.model.ConvShape;
import mclspark.model.Initializer;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.Place;
import mclspark.model.StateLayout;

/**
 * Peers of HCGNet (Yang et al., AAAI 2020) for 32x32 pictures (spec 5.5).
 *
 * @param growth channels that each unit of a stage adds
 */
record HcgNetFamily(int... growth) implements PeerFamily {

  private static final int UNITS = 8;

  @Override
  public StateLayout layout() {
    return new StateLayout(Initializer::uniformFanIn);
  }

  @Override
  public Layer stem(StateLayout layout) {
    return Layers.sequence(
        layout.conv("features.conv0", ConvShape.of(3, channelsBefore(0), 3)),
        block(layout, "features.HybridBlock1", 0),
        transition(layout, "features.Transition1", 0));
  }

  @Override
  public List<Section> sections() {
    return List.of(
        (layout, place) ->
            Layers.sequence(
                block(layout, place.name("features.HybridBlock2", "layer2_HybridBlock"), 1),
                transition(layout, place.name("features.Transition2", "layer2_Transition"), 1)),
        (layout, place) ->
            Layers.sequence(
                block(layout, place.name("features.HybridBlock3", "layer3_HybridBlock"), 2),
                layout.batchNorm(place.name("features.norm5", "norm5_"), featureWidth()),
                Layers.RELU));
  }

  @Override
  public int featureWidth() {
    return channelsBehind(2);
  }

  @Override
  public Layers.Linear classifier(StateLayout layout, Place place, int classes) {
    return layout.linear(place.name("classifier", "linear_"), featureWidth(), classes);
  }

  private int channelsBefore(int stage) {
    return stage == 0 ? 2 * growth[0] : channelsBehind(stage - 1) / 2;
  }

  private int channelsBehind(int stage) {
    return channelsBefore(stage) + UNITS * growth[stage];
  }

  private Layer block(StateLayout layout, String name, int stage) {
    Layer[] units = new Layer[UNITS];
    for (int u = 0; u < UNITS; u++) {
      StateLayout inside = layout.under(name + ".SMG" + (u + 1) + ".");
      int in = channelsBefore(stage) + u * growth[stage];
      units[u] = HcgUnits.growing(inside, in, growth[stage]);
    }
    return Layers.sequence(units);
  }

  private Layer transition(StateLayout layout, String name, int stage) {
    return HcgUnits.halving(layout.under(name + "."), channelsBehind(stage));
  }
}
