package mclspark.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.IntStream;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/** The fixtures' rule: a tensor from its name, its shape and a seed. */
public final class NamedValues {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final long start;

  /** The stream of that name and seed. */
  public NamedValues(String name, long seed) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
    }
    start = hash + seed * GAMMA;
  }

  /** 64 bits of element e. */
  public long bits(long e) {
    long z = start + (e + 1) * GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A double in [0, 1). */
  public double unit(long e) {
    return (bits(e) >>> 11) * 0x1.0p-53;
  }

  /** A double in [-1, 1). */
  public double signed(long e) {
    return 2 * unit(e) - 1;
  }

  /** {@code scale * signed} as floats. */
  public float[] signed(double scale, int count) {
    float[] values = new float[count];
    for (int e = 0; e < count; e++) {
      values[e] = (float) (scale * signed(e));
    }
    return values;
  }

  /** Labels in [0, classes). */
  public long[] labels(int classes, int count) {
    return IntStream.range(0, count)
        .mapToLong(e -> Long.remainderUnsigned(bits(e), classes))
        .toArray();
  }

  /** The stable argsort of n units. */
  public int[] permutation(int n) {
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer e) -> unit(e)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** A parameter or buffer of a network, by the rule for its name and shape. */
  public static HostTensor parameter(String name, long[] shape, long seed) {
    int count = (int) HostTensor.elements(shape);
    if (name.endsWith("num_batches_tracked")) {
      return new HostTensor(DataType.INT64, shape, ByteBuffer.allocate(Long.BYTES));
    }
    NamedValues values = new NamedValues(name, seed);
    float[] floats = new float[count];
    double scale = shape.length > 1 ? Math.sqrt(6.0 / (count / shape[0])) : 0;
    for (int e = 0; e < count; e++) {
      double signed = values.signed(e);
      floats[e] =
          (float)
              (shape.length > 1
                  ? scale * signed
                  : name.endsWith("running_mean")
                      ? 0.05 * signed
                      : name.endsWith("running_var")
                          ? 1 + 0.2 * signed
                          : name.endsWith("weight") ? 1 + 0.1 * signed : 0.1 * signed);
    }
    return host(floats, shape);
  }

  /** Floats as a host tensor. */
  public static HostTensor host(float[] values, long... shape) {
    return new HostTensor(DataType.FLOAT32, shape, bytes(values));
  }

  /** Floats as little-endian bytes in direct memory. */
  public static ByteBuffer bytes(float[] values) {
    ByteBuffer data = ByteBuffer.allocateDirect(values.length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return data;
  }
}
