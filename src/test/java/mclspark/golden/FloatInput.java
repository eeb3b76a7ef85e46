package mclspark.golden;

import java.nio.ByteBuffer;
import mclspark.step.PictureInput;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** Rows that already are a network's input: float32 [3, size, size], as the fixtures give them. */
record FloatInput(TorchEngine engine, int size) implements PictureInput {

  @Override
  public int rowBytes() {
    return 3 * size * size * Float.BYTES;
  }

  @Override
  public Tensor tensor(ByteBuffer rows) {
    long[] shape = {rows.remaining() / rowBytes(), 3, size, size};
    return engine.tensor(new HostTensor(DataType.FLOAT32, shape, rows));
  }
}
