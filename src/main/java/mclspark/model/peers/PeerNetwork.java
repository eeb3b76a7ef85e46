package mclspark.model.peers;

import java.util.List;
import mclspark.model.Census;
import mclspark.model.Stateful;
import mclspark.model.Weights;
import mclspark.tensor.Tensor;

/**
 * The layers of N peers that are trained side by side, without weights (spec 3.4, 5): two separate
 * networks if N is 2, otherwise branches on a shared stem.
 */
public interface PeerNetwork extends Stateful {

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

  /** Tells what every layer of all peers computes for one picture of that height and width. */
  void walk(int side, Census census);
}
