package mclspark.model.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.model.Census;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.Place;
import mclspark.model.StateLayout;
import mclspark.model.Weights;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/**
 * A stem with the branches that grow on it.
 *
 * @param stem pictures to maps
 * @param branches one for each peer
 */
record Trunk(Layer stem, List<Branch> branches) {

  /** From the stem's map to logits. */
  private record Branch(Layer body, Layers.Linear classifier) {
    PeerOutput apply(Tensor map, Weights weights) {
      Tensor last = body.apply(map, weights); // [b, F, h, w]
      Tensor embedding = Ops.globalAveragePool(last); // [b, F]
      last.close();
      return new PeerOutput(classifier.apply(embedding, weights), embedding);
    }
  }

  /** A network of its own. */
  static Trunk single(PeerFamily family, StateLayout layout, int classes) {
    return grow(family, layout, classes, List.of(Place.ALONE));
  }

  /** A shared stem with so many branches. */
  static Trunk branched(PeerFamily family, StateLayout layout, int classes, int count) {
    List<Place> places = IntStream.range(0, count).mapToObj(Place::new).toList();
    return grow(family, layout, classes, places);
  }

  private static Trunk grow(
      PeerFamily family, StateLayout layout, int classes, List<Place> places) {
    Layer stem = family.stem(layout);
    List<PeerFamily.Section> sections = family.sections();
    Layer[][] bodies = new Layer[places.size()][sections.size()];
    List<Branch> branches = new ArrayList<>();
    for (int section = 0; section < sections.size(); section++) {
      for (int i = 0; i < places.size(); i++) {
        Place place = places.get(i);
        bodies[i][section] = sections.get(section).build(layout, place);
        if (section == sections.size() - 1) {
          Layers.Linear classifier = family.classifier(layout, place, classes);
          branches.add(new Branch(Layers.sequence(bodies[i]), classifier));
        }
      }
    }
    return new Trunk(stem, List.copyOf(branches));
  }

  /** Pictures [b, 3, h, w] to the output of each branch. */
  List<PeerOutput> apply(Tensor pictures, Weights weights) {
    Tensor map = stem.apply(pictures, weights); // [b, c, h, w]
    List<PeerOutput> outputs = new ArrayList<>();
    for (Branch branch : branches) {
      outputs.add(branch.apply(map, weights));
    }
    map.close();
    return outputs;
  }

  /** Tells what every layer computes for one picture of that height and width. */
  void walk(int side, Census census) {
    int map = stem.walk(side, census);
    for (Branch branch : branches) {
      branch.body().walk(map, census);
      branch.classifier().walk(1, census);
    }
  }
}
