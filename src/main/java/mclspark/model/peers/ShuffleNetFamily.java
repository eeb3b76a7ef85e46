package mclspark.model.peers;

import java.util.List;
import mclspark.model.ConvShape;
import mclspark.model.Initializer;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.Place;
import mclspark.model.StateLayout;

/**
 * Peers of ShuffleNetV2 (Ma et al., ECCV 2018) for 32x32 pictures: no max-pool, and the stem keeps
 * the size (spec 5.4).
 *
 * @param widths channels of the three stages
 */
record ShuffleNetFamily(int... widths) implements PeerFamily {

  private static final int STEM_WIDTH = 24;
  private static final int FEATURES = 1024;

  @Override
  public StateLayout layout() {
    return new StateLayout(Initializer::uniformFanIn);
  }

  @Override
  public Layer stem(StateLayout layout) {
    return Layers.sequence(
        layout.conv("conv1", ConvShape.of(3, STEM_WIDTH, 3)),
        layout.batchNorm("bn1", STEM_WIDTH),
        Layers.RELU,
        stage(layout, "layer1", STEM_WIDTH, widths[0], 3));
  }

  @Override
  public List<Section> sections() {
    return List.of(
        (layout, place) ->
            Layers.sequence(
                stage(layout, place.name("layer2", "layer2_"), widths[0], widths[1], 7),
                stage(layout, place.name("layer3", "layer3_"), widths[1], widths[2], 3),
                layout.conv(place.name("conv2", "conv2_"), ConvShape.of(widths[2], FEATURES, 1)),
                layout.batchNorm(place.name("bn2", "bn2_"), FEATURES),
                Layers.RELU));
  }

  @Override
  public int featureWidth() {
    return FEATURES;
  }

  @Override
  public Layers.Linear classifier(StateLayout layout, Place place, int classes) {
    return layout.linear(place.name("linear", "classifier_"), FEATURES, classes);
  }

  private static Layer stage(StateLayout layout, String name, int in, int out, int basicUnits) {
    Layer[] units = new Layer[basicUnits + 1];
    units[0] = ShuffleUnit.halving(layout.under(name + ".0."), in, out);
    for (int u = 1; u < units.length; u++) {
      units[u] = ShuffleUnit.basic(layout.under(name + "." + u + "."), out);
    }
    return Layers.sequence(units);
  }
}
