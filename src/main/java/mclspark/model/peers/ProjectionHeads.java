package mclspark.model.peers;

import java.util.ArrayList;
import java.util.List;
import mclspark.model.Head;
import mclspark.model.Layers;
import mclspark.model.StateEntry;
import mclspark.model.StateLayout;
import mclspark.model.Weights;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** A projection head for each peer: linear, ReLU, linear, and rows of norm 1 (spec 3.4). */
final class ProjectionHeads {

  private record Head(Layers.Linear hidden, Layers.Linear last) {
    Tensor apply(Tensor embedding, Weights weights) {
      Tensor active = Ops.reluInPlace(hidden.apply(embedding, weights)); // [b, d]
      return Ops.divideByNorm(last.apply(active, weights)); // [b, d]
    }
  }

  private final StateLayout layout = new StateLayout();
  private final List<Head> heads = new ArrayList<>();

  ProjectionHeads(int peers, int featureWidth, int width) {
    for (int i = 0; i < peers; i++) {
      StateLayout inside = layout.under("embed_list." + i + ".proj_head.");
      heads.add(
          new Head(inside.linear("0", featureWidth, width), inside.linear("2", width, width)));
    }
  }

  List<StateEntry> state() {
    return layout.entries();
  }

  /** The embeddings [b, F] of all peers to rows of norm 1 [b, d]. */
  List<Tensor> apply(List<PeerOutput> outputs, Weights weights) {
    List<Tensor> projections = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      projections.add(heads.get(i).apply(outputs.get(i).embedding(), weights));
    }
    return projections;
  }
}
