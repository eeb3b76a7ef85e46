package mclspark.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import mclspark.data.BadPictures;
import mclspark.data.BatchPipeline;
import mclspark.data.BatchPlan;
import mclspark.data.BrokenRule;
import mclspark.data.CropBatch;
import mclspark.data.CropMaker;
import mclspark.data.CropPool;
import mclspark.data.CropView;
import mclspark.data.PictureSource;
import mclspark.data.PipelineSettings;
import mclspark.data.StepRange;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.random.Purpose;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;

/**
 * Normalised features of pictures, by a frozen encoder in evaluation mode.
 *
 * @param rows float32 [pictures][F], each of norm 1
 * @param labels of the pictures; -1 for one that cannot be read
 * @param indices of the pictures in their data set
 */
record Features(float[][] rows, int[] labels, int[] indices) {

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  /**
   * Computes the features of a plan's pictures.
   *
   * @param view how a picture is shown
   * @param threads that decode
   */
  static Features of(
      Encoder encoder,
      PictureInput input,
      PictureSource source,
      BatchPlan plan,
      int size,
      Supplier<CropMaker> view,
      BadPictures bad,
      int threads,
      StopSignal stop) {
    int count = 0;
    for (int step = 0; step < plan.steps(); step++) {
      count += plan.rows(step).length;
    }
    Features all = new Features(new float[count][], new int[count], new int[count]);
    CropPool pool = new CropPool(1, plan.largestBatch(), size, 2);
    List<CropView> views = List.of(new CropView(Purpose.EXAMPLES, view));
    PipelineSettings settings = new PipelineSettings(0, views, BrokenRule.MARK, threads, DEADLINE);
    StepRange range = new StepRange(0, 0, plan.steps());
    int next = 0;
    try (BatchPipeline pipeline = new BatchPipeline(source, bad, pool, settings, plan, range)) {
      while (pipeline.hasNext()) {
        stop.check();
        try (CropBatch batch = pipeline.next()) {
          next = all.add(encoder, input, batch, next);
        }
      }
    }
    return all;
  }

  private int add(Encoder encoder, PictureInput input, CropBatch batch, int next) {
    try (Scope scope = Scope.open()) {
      Tensor pictures = input.tensor(batch.crops(0)); // [b, 3, h, w]
      Tensor features = encoder.features(pictures, BatchNormMode.EVALUATE); // [b, F]
      float[] values = Ops.l2Normalize(features).toFloats();
      int width = encoder.featureWidth();
      for (int row = 0; row < batch.rows(); row++) {
        rows[next + row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
        labels[next + row] = batch.labels()[row];
        indices[next + row] = batch.indices()[row];
      }
      return next + batch.rows();
    }
  }

  /** The rows one after the other: [pictures * F]. */
  float[] flat(int width) {
    float[] flat = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * width, width);
    }
    return flat;
  }

  /** Bytes of rows and labels, padded to {@code count} rows, for an exchange of equal sizes. */
  ByteBuffer padded(int count, int width) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(count * (width + 2) * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int row = 0; row < rows.length; row++) {
      bytes.putInt(labels[row]).putInt(indices[row]);
      for (float value : rows[row]) {
        bytes.putFloat(value);
      }
    }
    return bytes.rewind();
  }
}
