package mclspark.loss;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.UserError;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.DataType;
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

  /** Rows that are written or read at a time. */
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
   * @throws UserError if one net's entries do not fit an entry of a checkpoint
   */
  public MemoryBank(TorchEngine engine, int nets, int pictures, int dim, double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "the memory bank's momentum is " + momentum + "; it must lie in [0, 1)");
    }
    if (dim > largestDim(pictures)) {
      throw new UserError(
          ("A memory bank of %d pictures with %d numbers each is larger than the 2 GB that one"
                  + " entry of a checkpoint holds; use fewer pictures or a smaller width of the"
                  + " embeddings.")
              .formatted(pictures, dim));
    }
    this.engine = engine;
    this.nets = nets;
    this.pictures = pictures;
    this.dim = dim;
    this.momentum = momentum;
    this.entries = engine.zeros(nets, pictures, dim);
  }

  /** The most numbers that an embedding may have, so that a net's fit one entry of a checkpoint. */
  public static long largestDim(long pictures) {
    return Integer.MAX_VALUE / Float.BYTES / Math.max(1, pictures);
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
    ByteBuffer piece = piece();
    for (int net = 0; net < nets; net++) {
      CounterRandom random = CounterRandom.of(seed, 0, net, Purpose.INITIAL_BANK);
      for (int start = 0; start < pictures; start += PIECE) {
        piece.clear();
        int rows = Math.min(PIECE, pictures - start);
        for (int i = 0; i < rows * dim; i++) {
          piece.putFloat((float) random.uniform(-bound, bound));
        }
        write(net, start, rows, piece.flip());
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
      ByteBuffer values = ByteBuffer.allocate(pictures * rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int start = 0; start < pictures; start += PIECE) {
        try (Scope scope = Scope.open()) {
          values.put(rows(net, start, Math.min(PIECE, pictures - start)).toHost().data());
        }
      }
      long[] shape = {pictures, dim};
      state.put(name(net), new HostTensor(DataType.FLOAT32, shape, values.flip()));
    }
    return state;
  }

  /**
   * Takes over a state.
   *
   * @throws IllegalArgumentException if an entry is missing or shapes differ
   */
  public void load(Map<String, HostTensor> state) {
    ByteBuffer piece = piece();
    for (int net = 0; net < nets; net++) {
      HostTensor values = state.get(name(net));
      if (values == null || !Arrays.equals(values.shape(), new long[] {pictures, dim})) {
        throw new IllegalArgumentException(
            "The state has no %s of shape [%d, %d]".formatted(name(net), pictures, dim));
      }
      ByteBuffer data = values.data().slice();
      for (int start = 0; start < pictures; start += PIECE) {
        int rows = Math.min(PIECE, pictures - start);
        piece.clear().put(data.slice(start * rowBytes(), rows * rowBytes()));
        write(net, start, rows, piece.flip());
      }
    }
  }

  private void write(int net, int start, int rows, ByteBuffer values) {
    try (Scope scope = Scope.open()) {
      long[] shape = {rows, dim};
      rows(net, start, rows).set(new HostTensor(DataType.FLOAT32, shape, values));
    }
  }

  private Tensor rows(int net, int start, int rows) {
    return Ops.rows(Ops.select(entries, net), start, rows);
  }

  /** Memory outside the heap, which libtorch reads without a copy; used for all pieces. */
  private ByteBuffer piece() {
    return ByteBuffer.allocateDirect(PIECE * rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int rowBytes() {
    return dim * Float.BYTES;
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
