package mclspark.pth;

import java.util.Arrays;
import mclspark.checkpoint.safetensors.ElementType;
import mclspark.tensor.HostTensor;

/**
 * A tensor as the pickle describes it; {@link TorchFile#tensor} reads its elements. Nothing is
 * checked yet.
 */
public final class StoredTensor {

  private final StorageReference storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;

  StoredTensor(StorageReference storage, long offset, long[] shape, long[] strides) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** The dimensions; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /** The type of its elements in the file. */
  public ElementType type() {
    return storage.type();
  }

  StorageReference storage() {
    return storage;
  }

  long offset() {
    return offset;
  }

  long[] strides() {
    return strides;
  }

  /** Number of elements; what is impossible throws {@link ArithmeticException}. */
  long elements() {
    if (Arrays.stream(shape).anyMatch(size -> size < 0)) {
      throw new ArithmeticException("negative dimension");
    }
    return HostTensor.elements(shape);
  }

  /** Index in the storage's stretch after the last element that is used. */
  long end() {
    if (elements() == 0) {
      return 0;
    }
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      if (strides[i] < 0) {
        throw new ArithmeticException("negative stride");
      }
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    return Math.addExact(last, 1);
  }

  /** Whether the elements lie row-major without gaps. */
  boolean isContiguous() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= shape[i];
    }
    return true;
  }
}
