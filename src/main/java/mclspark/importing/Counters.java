package mclspark.importing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/** Counts, which files hold as integers or, where a whole model was cast, as floats. */
final class Counters {

  private static final float LARGEST = 0x1p62f;

  private Counters() {}

  /** The same values as int64; empty if one is no whole number. */
  static Optional<HostTensor> integers(HostTensor counts) {
    if (counts.type() == DataType.INT64) {
      return Optional.of(counts);
    }
    ByteBuffer from = counts.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to =
        ByteBuffer.allocate((int) HostTensor.elements(counts.shape()) * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      if (counts.type() == DataType.UINT8) {
        to.putLong(Byte.toUnsignedLong(from.get()));
        continue;
      }
      float value = from.getFloat();
      if (value != Math.rint(value) || Math.abs(value) > LARGEST) {
        return Optional.empty();
      }
      to.putLong((long) value);
    }
    return Optional.of(new HostTensor(DataType.INT64, counts.shape(), to.flip()));
  }
}
