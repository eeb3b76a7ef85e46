package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MocoMclKernelTest {

  private static final double TAU = 0.07;

  /** The last piece of the queue is a smaller one, and so are some parts of the batch. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 64, 128, 3",
    "2, 1, 64, 128, 3",
    "2, 2, 64, 128, 3",
    "2, 3, 33, 128, 3",
    "3, 2, 17, 48, 2",
    "4, 2, 16, 64, 1",
    "2, 2, 32, 32, 2.5",
    "2, 2, 4, 16, 3"
  })
  void threadsWithPartsOfTheBatchGiveTheBitsOfTheWhole(
      int peers, int threads, int batch, int dim, double soft) {
    TorchEngine engine = TorchEngine.cpu(threads);
    try (Scope scope = Scope.open()) {
      int chunk = (1 << 18) / (peers * peers * batch);
      int size = 2 * chunk + 100;
      Random random = new Random(20220222);
      Tensor queries = directions(engine, random, peers, batch, dim);
      Tensor keys = directions(engine, random, peers, batch, dim);
      Tensor queue = directions(engine, random, peers, size, dim);
      MocoMclKernel kernel = new MocoMclKernel(engine, peers, batch, size, TAU, soft, chunk, true);
      Tensor[] whole = kernel.whole(queries, keys, queue);
      Tensor[] actual = kernel.compute(queries, keys, queue);
      for (int i = 0; i < whole.length; i++) {
        assertArrayEquals(whole[i].toFloats(), actual[i].toFloats());
      }
    }
  }

  private static Tensor directions(
      TorchEngine engine, Random random, int peers, int rows, int dim) {
    float[] values = new float[peers * rows * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Tensor rowsOfAll = engine.floats(values, (long) peers * rows, dim);
    return engine.floats(Ops.l2Normalize(rowsOfAll).toFloats(), peers, rows, dim);
  }
}
