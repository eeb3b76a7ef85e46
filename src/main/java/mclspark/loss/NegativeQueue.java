package mclspark.loss;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * The last K keys of each peer, oldest overwritten first (spec 1.2, 1.4). Rows are keys, so that
 * new ones are one contiguous write; the state has the reference's [N, D, K]. K need not be a
 * multiple of the global batch: writing wraps.
 */
public final class NegativeQueue {

  private final int peers;
  private final int size;
  private final int dim;
  private final Tensor keys; // [N, K, D]
  private int pointer;

  /** Allocates a queue of zeros; fill it with {@link #initialize} or {@link #load}. */
  public NegativeQueue(TorchEngine engine, int peers, int size, int dim) {
    this.peers = peers;
    this.size = size;
    this.dim = dim;
    this.keys = engine.zeros(peers, size, dim);
  }

  /** All keys: [N, K, D]. */
  public Tensor keys() {
    return keys;
  }

  /** Where the next key goes, in [0, K). */
  public int pointer() {
    return pointer;
  }

  /** Random directions: standard normal entries, each key divided by its norm. */
  public void initialize(long seed) {
    float[] values = new float[peers * size * dim];
    for (int peer = 0; peer < peers; peer++) {
      CounterRandom random = CounterRandom.of(seed, 0, peer, Purpose.INITIAL_QUEUE);
      for (int key = 0; key < size; key++) {
        fillDirection(random, values, (peer * size + key) * dim);
      }
    }
    keys.set(host(new long[] {peers, size, dim}, values));
    pointer = 0;
  }

  /**
   * Replaces the oldest keys.
   *
   * @param fresh [N, n, D] with n at most K
   */
  public void enqueue(Tensor fresh) {
    int n = (int) fresh.size(1);
    if (n > size) {
      throw new IllegalArgumentException(n + " keys do not fit a queue of " + size);
    }
    int first = Math.min(n, size - pointer);
    write(fresh, 0, pointer, first);
    write(fresh, first, 0, n - first);
    pointer = (pointer + n) % size;
  }

  /** The state as the reference stores it: {@code queue} [N, D, K], {@code queue_ptr} int64 [N]. */
  public Map<String, HostTensor> state() {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    state.put("queue", Ops.contiguous(Ops.transpose(keys, 1, 2)).toHost());
    ByteBuffer pointers = ByteBuffer.allocate(peers * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int peer = 0; peer < peers; peer++) {
      pointers.putLong(pointer);
    }
    state.put("queue_ptr", new HostTensor(DataType.INT64, new long[] {peers}, pointers.flip()));
    return state;
  }

  /**
   * Takes over a state.
   *
   * @throws IllegalArgumentException if shapes differ
   */
  public void load(Map<String, HostTensor> state) {
    Ops.transpose(keys, 1, 2).set(state.get("queue"));
    ByteBuffer pointers = state.get("queue_ptr").data().slice().order(ByteOrder.LITTLE_ENDIAN);
    pointer = (int) pointers.getLong();
  }

  private void write(Tensor fresh, int from, int to, int count) {
    if (count > 0) {
      Tensor target = Ops.narrow(keys, 1, to, count);
      Ops.copy(Ops.narrow(fresh, 1, from, count), target);
    }
  }

  private void fillDirection(CounterRandom random, float[] values, int start) {
    double[] direction = new double[dim];
    double norm = 0;
    for (int i = 0; i < dim; i++) {
      direction[i] = random.nextGaussian();
      norm += direction[i] * direction[i];
    }
    for (int i = 0; i < dim; i++) {
      values[start + i] = (float) (direction[i] / Math.sqrt(norm));
    }
  }

  private static HostTensor host(long[] shape, float[] values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return new HostTensor(DataType.FLOAT32, shape, data);
  }
}
