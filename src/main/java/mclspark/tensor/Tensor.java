package mclspark.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Handle of a tensor in the engine's memory. Freed by the {@link Scope} that it was made in. */
public final class Tensor {

  private final PtNDArray array;

  Tensor(PtNDArray array) {
    this.array = array;
  }

  PtNDArray array() {
    return array;
  }

  /** The dimensions; empty for a scalar. */
  public long[] shape() {
    return array.getShape().getShape().clone();
  }

  /** Size of one dimension. */
  public long size(int dimension) {
    return array.getShape().get(dimension);
  }

  /** Number of elements. */
  public long elements() {
    return array.getShape().size();
  }

  /** The element type. */
  public DataType type() {
    return switch (array.getDataType()) {
      case FLOAT32 -> DataType.FLOAT32;
      case INT64 -> DataType.INT64;
      case UINT8 -> DataType.UINT8;
      default -> throw new IllegalStateException("Unexpected type " + array.getDataType());
    };
  }

  /** The same values cut off from the graph that computed them; shares memory. */
  public Tensor detach() {
    return new Tensor(JniUtils.detachGradient(array));
  }

  /** Copies the elements, row-major, into a Java array (float32 only). */
  public float[] toFloats() {
    ByteBuffer bytes = read();
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Copies the elements, row-major, into a Java array (int64 only). */
  public long[] toLongs() {
    ByteBuffer bytes = read();
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(values);
    return values;
  }

  /** Copies the elements, row-major, into a Java array (float64 only). */
  double[] toDoubles() {
    ByteBuffer bytes = read();
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  /** The value of a float32 tensor with one element. */
  public float item() {
    float[] values = toFloats();
    if (values.length != 1) {
      throw new IllegalArgumentException("item() of a tensor of shape " + Arrays.toString(shape()));
    }
    return values[0];
  }

  /** Copies the values out of the engine. */
  public HostTensor toHost() {
    ByteBuffer source = read();
    ByteBuffer copy = ByteBuffer.allocate(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(source).flip();
    return new HostTensor(type(), shape(), copy);
  }

  /** Overwrites the values in place; the shape must be equal. */
  public void set(HostTensor values) {
    if (!Arrays.equals(values.shape(), shape()) || values.type() != type()) {
      throw new IllegalArgumentException(
          "A tensor of shape %s can't take values of shape %s"
              .formatted(Arrays.toString(shape()), Arrays.toString(values.shape())));
    }
    ScriptOps.get().run("copy_", this, ScriptOps.get().onHost(values));
  }

  /**
   * The tensor's own memory as a direct buffer in native order, without a copy: writes are seen by
   * the tensor. Only for contiguous tensors in host memory that stay open meanwhile.
   */
  public ByteBuffer hostView() {
    if (!onHost()) {
      throw new IllegalStateException("The tensor lives on " + array.getDevice());
    }
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  boolean onHost() {
    return !array.getDevice().isGpu();
  }

  /** Frees the tensor before its scope ends. */
  public void close() {
    array.close();
  }

  private ByteBuffer read() {
    Tensor contiguous = ScriptOps.get().tensor("contiguous", this);
    return contiguous.array.toByteBuffer().order(ByteOrder.nativeOrder());
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape());
  }
}
