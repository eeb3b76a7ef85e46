package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mclspark.run.Workers;
import mclspark.step.RankExchange;
import mclspark.step.Ranks;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;

/** Against the cosines of all pairs. */
final class SimilarityMeterTest {

  /** Two peers, two logical ranks of two rows, two dimensions, three keys in the queue. */
  private static final float[][] QUERIES = {
    {1, 0, 0, 1, 0.6f, 0.8f, 1, 0}, {0, 1, 0.8f, 0.6f, 1, 0, 0, -1}
  };

  private static final float[][] KEYS = {
    {0.8f, 0.6f, 0, 1, 1, 0, 0, 1}, {0, 1, 1, 0, 0.6f, -0.8f, 0.6f, 0.8f}
  };
  private static final float[] QUEUE = {1, 0, 0, 1, 0.6f, 0.8f, 0, 1, 0, -1, 1, 0};

  private static List<SimilarityMeter.Similarity> measured(int workers) throws Exception {
    return Workers.onThreads(
            workers,
            member -> {
              int local = 2 / workers;
              TorchEngine engine = TorchEngine.cpu(1);
              try (Scope scope = Scope.open()) {
                SimilarityMeter meter = new SimilarityMeter(2, 2, local);
                for (int rank = 0; rank < local; rank++) {
                  int global = member.rank() * local + rank;
                  Tensor queries = engine.floats(QUERIES[global], 2, 2, 2);
                  meter.add(rank, queries, engine.floats(KEYS[global], 2, 2, 2));
                }
                RankExchange exchange = new RankExchange(Ranks.on(member, 2, 2), member);
                return meter.measure(exchange, engine.floats(QUEUE, 2, 3, 2));
              }
            })
        .get(0);
  }

  private static double dot(float[] x, int i, float[] y, int j) {
    return (double) x[2 * i] * y[2 * j] + (double) x[2 * i + 1] * y[2 * j + 1];
  }

  @Test
  void meansAreThoseOfAllPairs() throws Exception {
    List<SimilarityMeter.Similarity> similarities = measured(1);
    for (int peer = 0; peer < 2; peer++) {
      double positive = 0;
      double negative = 0;
      for (int rank = 0; rank < 2; rank++) {
        for (int row = 2 * peer; row < 2 * peer + 2; row++) {
          positive += dot(QUERIES[rank], row, KEYS[rank], row) / 4;
          for (int key = 3 * peer; key < 3 * peer + 3; key++) {
            negative += dot(QUERIES[rank], row, QUEUE, key) / 12;
          }
        }
      }
      assertEquals(positive, similarities.get(peer).positive(), 1e-7);
      assertEquals(negative, similarities.get(peer).negative(), 1e-7);
    }
  }

  @Test
  void twoWorkersMeasureTheSame() throws Exception {
    assertEquals(measured(1), measured(2));
  }
}
