package mclspark.model;

import java.util.List;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;

/**
 * The layers of N peers that are trained side by side, without weights (spec 3.4, 5): two separate
 * networks if N is 2, otherwise branches on a shared stem.
 */
public interface PeerNetwork {

  /** The ordered state of all peers. */
  List<StateEntry> state();

  /** Number of trained parameters of all peers. */
  default long parameters() {
    return state().stream()
        .filter(entry -> entry.role() == StateEntry.Role.PARAMETER)
        .mapToLong(entry -> HostTensor.elements(entry.shape()))
        .sum();
  }

  /** Number N of peers. */
  int peers();

  /** Width F of each peer's embedding. */
  int featureWidth();

  /** Pictures float32 [b, 3, h, w] to the output of each peer, in order. */
  List<PeerOutput> forward(Tensor pictures, Weights weights);

  /**
   * Multiply-adds of all convolutions and linear layers for one picture; biases, batch norms and
   * pooling don't count (spec 5.8).
   *
   * @param side height and width of the picture
   */
  long multiplyAdds(int side);
}
