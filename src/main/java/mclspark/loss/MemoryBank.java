package mclspark.loss;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.SupervisedOps;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * One remembered embedding for every picture and net (spec 4.3): {@code N * n * d} floats on the
 * engine's device. Not trained; every rank holds the same one, because every rank updates it with
 * the rows of all ranks.
 */
public final class MemoryBank {

  /** Rows that are initialised at a time. */
  private static final int PIECE = 4096;

  private final TorchEngine engine;
  private final int nets;
  private final int pictures;
  private final int dim;
  private final double momentum;
  private final Tensor entries; // [N, n, d]

  /**
   * Allocates a bank of zeros; fill it with {@link #initialize} or {@link #load}.
   *
   * @param momentum weight of the old entry in an update; 0.5 in the paper
   */
  public MemoryBank(TorchEngine engine, int nets, int pictures, int dim, double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "the memory bank's momentum is " + momentum + "; it must lie in [0, 1)");
    }
    this.engine = engine;
    this.nets = nets;
    this.pictures = pictures;
    this.dim = dim;
    this.momentum = momentum;
    this.entries = engine.zeros(nets, pictures, dim);
  }

  /** All entries: float32 [N, n, d]. */
  public Tensor entries() {
    return entries;
  }

  /** Number of pictures n. */
  public int pictures() {
    return pictures;
  }

  /** Uniform entries in [-s, s) with {@code s = 1 / sqrt(d / 3)}, so that norms are about 1. */
  public void initialize(long seed) {
    double bound = 1 / Math.sqrt(dim / 3.0);
    for (int net = 0; net < nets; net++) {
      CounterRandom random = CounterRandom.of(seed, 0, net, Purpose.INITIAL_BANK);
      for (int start = 0; start < pictures; start += PIECE) {
        int rows = Math.min(PIECE, pictures - start);
        float[] values = new float[rows * dim];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.uniform(-bound, bound);
        }
        try (Scope scope = Scope.open()) {
          Tensor target = Ops.rows(Ops.select(entries, net), start, rows);
          Ops.copy(engine.floats(values, rows, dim), target);
        }
      }
    }
  }

  /**
   * Moves entries towards fresh embeddings: {@code v = momentum * old + (1 - momentum) * z}, then
   * {@code v / |v|}. Of a picture that comes twice, as a substitute for a broken one may, only the
   * first row counts, so that the result depends on no order of writing.
   *
   * @param indices [R] the rows' pictures
   * @param z float32 [N, R, d], rows of norm 1
   */
  public void update(long[] indices, Tensor z) {
    if (indices.length != z.size(1) || z.size(0) != nets || z.size(2) != dim) {
      throw new IllegalArgumentException(
          indices.length + " pictures do not belong to " + z + " or it does not fit " + entries);
    }
    requireInside(indices);
    long[] rows = firstRows(indices);
    try (Scope scope = Scope.open()) {
      if (rows.length == indices.length) {
        SupervisedOps.updateBank(entries, engine.longs(indices), z, momentum);
      } else {
        Tensor chosen = engine.longs(rows);
        Tensor[] fresh = new Tensor[nets];
        for (int net = 0; net < nets; net++) {
          fresh[net] = Ops.selectRows(Ops.select(z, net), chosen);
        }
        Tensor index = Ops.selectRows(engine.longs(indices), chosen);
        SupervisedOps.updateBank(entries, index, Ops.stack(fresh), momentum);
      }
    }
  }

  /** The state: {@code memory_i} [n, d] for every net i. */
  public Map<String, HostTensor> state() {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    for (int net = 0; net < nets; net++) {
      try (Scope scope = Scope.open()) {
        state.put(name(net), Ops.select(entries, net).toHost());
      }
    }
    return state;
  }

  /**
   * Takes over a state.
   *
   * @throws IllegalArgumentException if an entry is missing or shapes differ
   */
  public void load(Map<String, HostTensor> state) {
    for (int net = 0; net < nets; net++) {
      HostTensor values = state.get(name(net));
      if (values == null) {
        throw new IllegalArgumentException("The state has no " + name(net));
      }
      try (Scope scope = Scope.open()) {
        Ops.select(entries, net).set(values);
      }
    }
  }

  void requireInside(long[] indices) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= pictures) {
        throw new IllegalArgumentException(
            "entry %d is picture %d, but the memory bank holds %d"
                .formatted(i, indices[i], pictures));
      }
    }
  }

  private static String name(int net) {
    return "memory_" + net;
  }

  private static long[] firstRows(long[] indices) {
    Set<Long> seen = new HashSet<>();
    List<Long> rows = new ArrayList<>();
    for (int row = 0; row < indices.length; row++) {
      if (seen.add(indices[row])) {
        rows.add((long) row);
      }
    }
    return rows.stream().mapToLong(Long::longValue).toArray();
  }
}
