package mclspark.model.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import mclspark.model.Census;
import mclspark.model.StateEntry;
import mclspark.model.StateLayout;
import mclspark.model.Weights;
import mclspark.tensor.Tensor;

/** Peers of one family: two networks of their own, or any other number of branches (spec 5.1). */
public final class FamilyPeers implements PeerNetwork {

  private final StateLayout layout;
  private final List<Trunk> trunks;
  private final int peers;
  private final int featureWidth;

  FamilyPeers(PeerFamily family, int peers, int classes) {
    layout = family.layout();
    this.peers = peers;
    featureWidth = family.featureWidth();
    trunks =
        peers == 2
            ? List.of(
                Trunk.single(family, layout.under("module_list.0."), classes),
                Trunk.single(family, layout.under("module_list.1."), classes))
            : List.of(Trunk.branched(family, layout, classes, peers));
  }

  @Override
  public List<StateEntry> state() {
    return layout.entries();
  }

  @Override
  public int peers() {
    return peers;
  }

  @Override
  public int featureWidth() {
    return featureWidth;
  }

  @Override
  public List<PeerOutput> forward(Tensor pictures, Weights weights) {
    List<PeerOutput> outputs = new ArrayList<>();
    for (Trunk trunk : trunks) {
      outputs.addAll(trunk.apply(pictures, weights));
    }
    return outputs;
  }

  @Override
  public long multiplyAdds(int side) {
    LongAdder total = new LongAdder();
    walk(side, total::add);
    return total.sum();
  }

  @Override
  public void walk(int side, Census census) {
    trunks.forEach(trunk -> trunk.walk(side, census));
  }
}
