package mclspark.pretrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.step.RankExchange;
import mclspark.tensor.FeatureOps;
import mclspark.tensor.Tensor;

/**
 * How similar queries are to their own keys and to the queue's, in the last step. A logical rank
 * leaves the means of its pairs and of its queries; the mean over all pairs of queries and negative
 * keys is the product of their means.
 */
final class SimilarityMeter {

  private final int peers;
  private final int dim;
  private final double[][] ranks; // of each local rank: [N * (1 + D)]
  private boolean empty = true;

  SimilarityMeter(int peers, int dim, int localRanks) {
    this.peers = peers;
    this.dim = dim;
    ranks = new double[localRanks][peers * (1 + dim)];
  }

  /**
   * Cosines of a peer's projections, means over the pictures of a step.
   *
   * @param positive of a query and the key of its own picture
   * @param negative of a query and a key of the queue
   */
  record Similarity(double positive, double negative) {}

  /** Takes in a local rank's queries and keys: [N, b, D], rows of norm 1. */
  void add(int rank, Tensor queries, Tensor keys) {
    empty = false;
    ranks[rank] = FeatureOps.pairMeans(queries, keys);
  }

  /**
   * Of each peer, over all logical ranks; all workers take part. None before the first step.
   *
   * @param queue [N, K, D]
   */
  List<Similarity> measure(RankExchange exchange, Tensor queue) {
    if (empty) {
      return List.of();
    }
    double[][] all = exchange.gather(ranks);
    double[] negatives = FeatureOps.rowMeans(queue); // [N * D]
    List<Similarity> similarities = new ArrayList<>();
    for (int peer = 0; peer < peers; peer++) {
      int first = peer * (1 + dim);
      double positive = Arrays.stream(all).mapToDouble(rank -> rank[first]).sum() / all.length;
      double negative = 0;
      for (double[] rank : all) {
        for (int d = 0; d < dim; d++) {
          negative += rank[first + 1 + d] * negatives[peer * dim + d] / all.length;
        }
      }
      similarities.add(new Similarity(positive, negative));
    }
    return similarities;
  }
}
