package mclspark.step;

import java.nio.ByteBuffer;
import java.util.List;
import mclspark.dataset.DataConfig;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import mclspark.tensor.Upload;

/** Turns rows of bytes, as crops travel among workers, into a network's input. */
public interface PictureInput extends AutoCloseable {

  /** Bytes of one row. */
  int rowBytes();

  /**
   * Rows of bytes to float32 [b, 3, h, w]; the buffer must not change while the tensor is used, nor
   * before {@link #await} if it was told to {@link #keep}.
   */
  Tensor tensor(ByteBuffer rows);

  /** Tells of memory that rows will lie in again and again, see {@link Upload#keep}. */
  default void keep(ByteBuffer memory) {}

  /** Returns when rows in such memory may be overwritten. */
  default void await() {}

  /** Lets go of the memory that was told to {@link #keep}. */
  @Override
  default void close() {}

  /** {@link #crops(TorchEngine, int, double[], double[])} as a configuration says. */
  static PictureInput crops(TorchEngine engine, DataConfig data) {
    return crops(engine, data.cropSize(), doubles(data.mean()), doubles(data.std()));
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * 8-bit crops [b, size, size, 3], divided by 255, minus the mean, divided by the deviation of
   * each channel.
   */
  static PictureInput crops(TorchEngine engine, int size, double[] mean, double[] deviation) {
    float[] scale = new float[3];
    float[] shift = new float[3];
    for (int c = 0; c < 3; c++) {
      scale[c] = (float) (1 / (255 * deviation[c]));
      shift[c] = (float) (mean[c] / deviation[c]);
    }
    Tensor scales = engine.floats(scale, 3, 1, 1);
    Tensor shifts = engine.floats(shift, 3, 1, 1);
    Upload upload = Upload.to(engine);
    int rowBytes = size * size * 3;
    return new PictureInput() {
      @Override
      public int rowBytes() {
        return rowBytes;
      }

      @Override
      public Tensor tensor(ByteBuffer rows) {
        int batch = rows.remaining() / rowBytes;
        Tensor bytes = upload.bytes(rows, batch, size, size, 3);
        return Ops.normalizeCrops(bytes, scales, shifts);
      }

      @Override
      public void keep(ByteBuffer memory) {
        upload.keep(memory);
      }

      @Override
      public void await() {
        upload.await();
      }

      @Override
      public void close() {
        upload.close();
      }
    };
  }
}
