package mclspark.pth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/**
 * A tensor to be written into a PyTorch file.
 *
 * @param storageClass such as FloatStorage
 * @param storage the storage's bytes; tensors with the same array share it
 * @param elements the storage's number of elements, as the file claims
 * @param offset first element
 * @param shape dimensions
 * @param strides elements from one index to the next
 */
public record SavedTensor(
    String storageClass, byte[] storage, long elements, long offset, long[] shape, long[] strides) {

  /** A row-major float32 tensor. */
  public static SavedTensor floats(long[] shape, float... values) {
    ByteBuffer bytes = littleEndian(4 * values.length);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return rowMajor("FloatStorage", bytes.array(), values.length, shape);
  }

  /** A row-major int64 tensor. */
  public static SavedTensor longs(long[] shape, long... values) {
    ByteBuffer bytes = littleEndian(8 * values.length);
    for (long value : values) {
      bytes.putLong(value);
    }
    return rowMajor("LongStorage", bytes.array(), values.length, shape);
  }

  /** A tensor of a class of storages whose bytes are given. */
  public static SavedTensor rowMajor(
      String storageClass, byte[] storage, long elements, long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return new SavedTensor(storageClass, storage, elements, 0, shape, strides);
  }

  /** The same values. */
  public static SavedTensor of(HostTensor tensor) {
    byte[] bytes = new byte[tensor.data().remaining()];
    tensor.data().duplicate().get(bytes);
    String storage =
        switch (tensor.type()) {
          case FLOAT32 -> "FloatStorage";
          case INT64 -> "LongStorage";
          case UINT8 -> "ByteStorage";
        };
    return rowMajor(storage, bytes, HostTensor.elements(tensor.shape()), tensor.shape());
  }

  /** A tensor of zeros: int64 for a scalar, else float32. */
  public static SavedTensor zeros(long... shape) {
    DataType type = shape.length == 0 ? DataType.INT64 : DataType.FLOAT32;
    int bytes = (int) HostTensor.elements(shape) * type.bytes();
    return of(new HostTensor(type, shape, ByteBuffer.allocate(bytes)));
  }

  /** Another view of the same storage. */
  public SavedTensor view(long newOffset, long[] newShape, long[] newStrides) {
    return new SavedTensor(storageClass, storage, elements, newOffset, newShape, newStrides);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
