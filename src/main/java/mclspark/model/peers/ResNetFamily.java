package mclspark.model.peers;

import java.util.List;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.Place;
import mclspark.model.ResNetStages;
import mclspark.model.StateLayout;

/**
 * Peers of residual networks (spec 5.2, 5.6).
 *
 * @param stages what they are made of
 * @param shared number of stages in the stem
 * @param classifier name of the classifier in a network of its own
 */
record ResNetFamily(ResNetStages stages, int shared, String classifier) implements PeerFamily {

  static ResNetFamily cifar(int blocks, boolean bottleneck) {
    return new ResNetFamily(ResNetStages.cifar(blocks, bottleneck), 1, "classifier");
  }

  static ResNetFamily imageNet(int depth) {
    return new ResNetFamily(ResNetStages.torchvision(depth, true), 2, "fc");
  }

  @Override
  public StateLayout layout() {
    return new StateLayout();
  }

  @Override
  public Layer stem(StateLayout layout) {
    Layer first = stages.stem(layout);
    return Layers.sequence(first, stages(layout, Place.ALONE, 0, shared));
  }

  @Override
  public List<Section> sections() {
    return List.of((layout, place) -> stages(layout, place, shared, stages.stages()));
  }

  private Layer stages(StateLayout layout, Place place, int from, int to) {
    Layer[] layers = new Layer[to - from];
    for (int stage = from; stage < to; stage++) {
      String name = "layer" + (stage + 1);
      layers[stage - from] = stages.stage(layout, place.name(name, name + "_"), stage);
    }
    return Layers.sequence(layers);
  }

  @Override
  public int featureWidth() {
    return stages.featureWidth();
  }

  @Override
  public Layers.Linear classifier(StateLayout layout, Place place, int classes) {
    return layout.linear(place.name(classifier, "classifier_"), featureWidth(), classes);
  }
}
