package mclspark.step;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import mclspark.collective.Collective;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * What the logical ranks of a step exchange: rows of the batch shuffle, keys, numbers (spec 1.4).
 * Buffers are kept between steps.
 */
public final class RankExchange {

  private final Ranks ranks;
  private final Collective workers;
  private final List<ByteBuffer> outgoing = new ArrayList<>();
  private final List<ByteBuffer> incoming = new ArrayList<>();
  private ByteBuffer shuffled = direct(0);
  private ByteBuffer own = direct(0);
  private ByteBuffer all = direct(0);
  private long waited;
  private double spread = 1;

  public RankExchange(Ranks ranks, Collective workers) {
    this.ranks = ranks;
    this.workers = workers;
    for (int worker = 0; worker < workers.size(); worker++) {
      outgoing.add(direct(0));
      incoming.add(direct(0));
    }
  }

  /** Exchanges numbers among workers, one row each. */
  public static RankExchange ofWorkers(Collective workers) {
    return new RankExchange(Ranks.on(workers, workers.size(), 1), workers);
  }

  /** Nanoseconds spent in exchanges so far. */
  public long waitedNanos() {
    return waited;
  }

  /**
   * Shuffles the rows of the global batch: position j gets row {@code permutation[j]}. Only rows
   * that change the worker travel.
   *
   * @param rows this worker's rows, in order
   * @return this worker's positions, in order; valid until the next call
   */
  public ByteBuffer shuffle(ByteBuffer rows, int rowBytes, int[] permutation) {
    int count = ranks.localRows();
    resizeExchange(permutation, rowBytes);
    for (int position = 0; position < permutation.length; position++) {
      if (permutation[position] / count == ranks.worker()) {
        int row = permutation[position] % count;
        copy(rows, row * rowBytes, outgoing.get(position / count), rowBytes);
      }
    }
    outgoing.forEach(ByteBuffer::flip);
    long start = System.nanoTime();
    workers.allToAll(outgoing, incoming);
    waited += System.nanoTime() - start;
    shuffled = sized(shuffled, count * rowBytes);
    for (int j = 0; j < count; j++) {
      ByteBuffer source = incoming.get(permutation[ranks.worker() * count + j] / count);
      copy(source, source.position(), shuffled, rowBytes);
      source.position(source.position() + rowBytes);
    }
    return shuffled.flip();
  }

  private void resizeExchange(int[] permutation, int rowBytes) {
    int count = ranks.localRows();
    int[] sends = new int[workers.size()];
    int[] receives = new int[workers.size()];
    for (int position = 0; position < permutation.length; position++) {
      if (permutation[position] / count == ranks.worker()) {
        sends[position / count]++;
      }
      if (position / count == ranks.worker()) {
        receives[permutation[position] / count]++;
      }
    }
    for (int worker = 0; worker < workers.size(); worker++) {
      outgoing.set(worker, sized(outgoing.get(worker), sends[worker] * rowBytes));
      incoming.set(worker, sized(incoming.get(worker), receives[worker] * rowBytes));
    }
  }

  /**
   * Gathers the keys of all ranks and undoes the shuffle.
   *
   * @param keys [N, local rows, D] in shuffled order
   * @return [N, W b, D] in the order of the global batch
   */
  public Tensor gatherKeys(TorchEngine engine, Tensor keys, int[] permutation) {
    float[] ordered = gather(keys, row -> permutation[row]);
    int dim = (int) keys.size(2);
    spread = spread(ordered, (int) keys.size(0), permutation.length, dim);
    return engine.floats(ordered, keys.size(0), permutation.length, dim);
  }

  /**
   * Gathers rows of all ranks, in rank order.
   *
   * @param own [N, local rows, D]; equally many rows on each worker
   * @return [N, rows of all, D]
   */
  public Tensor gatherRows(TorchEngine engine, Tensor own) {
    float[] ordered = gather(own, row -> row);
    return engine.floats(ordered, own.size(0), own.size(1) * workers.size(), own.size(2));
  }

  /** Gathers [N, local rows, D]; row j of all workers' rows goes to {@code place(j)}. */
  private float[] gather(Tensor rows, IntUnaryOperator place) {
    int peers = (int) rows.size(0);
    int count = (int) rows.size(1);
    int dim = (int) rows.size(2);
    own = sized(own, peers * count * dim * Float.BYTES);
    own.asFloatBuffer().put(rows.toFloats());
    all = sized(all, own.limit() * workers.size());
    exchange();
    int total = count * workers.size();
    float[] ordered = new float[peers * total * dim];
    FloatBuffer gathered = all.asFloatBuffer();
    for (int j = 0; j < total; j++) {
      int worker = j / count;
      for (int peer = 0; peer < peers; peer++) {
        int from = ((worker * peers + peer) * count + j % count) * dim;
        gathered.get(from, ordered, (peer * total + place.applyAsInt(j)) * dim, dim);
      }
    }
    return ordered;
  }

  private void exchange() {
    long start = System.nanoTime();
    workers.allGather(own, all);
    waited += System.nanoTime() - start;
  }

  /**
   * Gathers whole numbers of all workers, in rank order.
   *
   * @param values equally many on each worker
   */
  public long[] gatherNumbers(int[] values) {
    own = sized(own, values.length * Integer.BYTES);
    own.asIntBuffer().put(values);
    all = sized(all, own.limit() * workers.size());
    exchange();
    int[] gathered = new int[values.length * workers.size()];
    all.asIntBuffer().get(gathered);
    return Arrays.stream(gathered).asLongStream().toArray();
  }

  /** Smallest over peers of {@code 1 - |mean|^2} of the keys last gathered. */
  public double spread() {
    return spread;
  }

  private static double spread(float[] keys, int peers, int rows, int dim) {
    double smallest = 1;
    for (int peer = 0; peer < peers; peer++) {
      double square = 0;
      for (int d = 0; d < dim; d++) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
          sum += keys[(peer * rows + row) * dim + d];
        }
        square += sum / rows * (sum / rows);
      }
      smallest = Math.min(smallest, 1 - square);
    }
    return smallest;
  }

  /**
   * Gathers some numbers of each logical rank.
   *
   * @param values one array a local rank, all of one length
   * @return one array a logical rank, in rank order
   */
  public double[][] gather(double[][] values) {
    int width = values[0].length;
    own = sized(own, values.length * width * Double.BYTES);
    DoubleBuffer mine = own.asDoubleBuffer();
    for (double[] row : values) {
      mine.put(row);
    }
    all = sized(all, own.limit() * workers.size());
    exchange();
    double[][] gathered = new double[ranks.logical()][width];
    DoubleBuffer everyone = all.asDoubleBuffer();
    for (double[] row : gathered) {
      everyone.get(row);
    }
    return gathered;
  }

  private static void copy(ByteBuffer source, int from, ByteBuffer target, int bytes) {
    target.put(target.position(), source, from, bytes);
    target.position(target.position() + bytes);
  }

  /** A buffer from 0 to {@code bytes}: the old one where it is large enough. */
  private static ByteBuffer sized(ByteBuffer buffer, int bytes) {
    ByteBuffer enough = buffer.capacity() >= bytes ? buffer : direct(bytes);
    return enough.clear().limit(bytes);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
