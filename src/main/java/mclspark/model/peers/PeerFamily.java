package mclspark.model.peers;

import java.util.List;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.Place;
import mclspark.model.StateLayout;

/**
 * A kind of network, cut where peers part: a stem that branches share and what each branch has of
 * its own.
 */
interface PeerFamily {

  /** A part of a branch: maps to maps. */
  interface Section {
    /** Adds the section's layers for one branch. */
    Layer build(StateLayout layout, Place place);
  }

  /** An empty state with this family's rule for the start of convolutions (spec 5.1). */
  StateLayout layout();

  /** Pictures to the map that branches start from. */
  Layer stem(StateLayout layout);

  /**
   * What a branch has of its own, up to the last map. The state of branches lists the first section
   * of every branch, then the second one of every branch.
   */
  List<Section> sections();

  /** Width F of the last map. */
  int featureWidth();

  /** The linear layer behind the pooled last map. */
  Layers.Linear classifier(StateLayout layout, Place place, int classes);
}
