package mclspark.pretrain;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.augment.CropMaker;
import mclspark.augment.CropView;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.random.Purpose;
import mclspark.run.OpenedPictures;
import mclspark.run.StopSignal;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.StepRange;
import mclspark.step.PictureInput;
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
   * @param mostSteps steps of the largest plan of any worker: so often {@code stop} is asked
   * @param view how a picture is shown
   * @param threads that decode
   */
  static Features of(
      Encoder encoder,
      PictureInput input,
      OpenedPictures pictures,
      BatchPlan plan,
      int mostSteps,
      int size,
      CropMaker view,
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
    try (BatchPipeline pipeline =
        new BatchPipeline(pictures.source(), pictures.bad(), pool, settings, plan, range)) {
      for (int step = 0; step < mostSteps; step++) {
        stop.check();
        if (pipeline.hasNext()) {
          try (CropBatch batch = pipeline.next()) {
            next = all.add(encoder, input, batch, next);
          }
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
      int[] batchLabels = batch.labels();
      int[] batchIndices = batch.indices();
      for (int row = 0; row < batch.rows(); row++) {
        rows[next + row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
        labels[next + row] = batchLabels[row];
        indices[next + row] = batchIndices[row];
      }
      return next + batch.rows();
    }
  }

  /**
   * Rows one after the other: [(to - from) * F].
   *
   * @throws ArithmeticException if they do not fit into an array
   */
  float[] flat(int from, int to, int width) {
    float[] flat = new float[Math.multiplyExact(to - from, width)];
    for (int row = from; row < to; row++) {
      System.arraycopy(rows[row], 0, flat, (row - from) * width, width);
    }
    return flat;
  }

  /** Bytes of a row with its label and index in an exchange. */
  static int rowBytes(int width) {
    return (width + 2) * Float.BYTES;
  }

  /** Writes rows from {@code from} on, as many as there are and fit. */
  void write(int from, ByteBuffer bytes, int width) {
    int most = bytes.remaining() / rowBytes(width);
    int to = (int) Math.min(rows.length, (long) from + most);
    for (int row = from; row < to; row++) {
      bytes.putInt(labels[row]).putInt(indices[row]);
      bytes.asFloatBuffer().put(rows[row]);
      bytes.position(bytes.position() + width * Float.BYTES);
    }
  }

  /** Reads a row that {@link #write} has written. */
  void read(int row, ByteBuffer bytes, int width) {
    labels[row] = bytes.getInt();
    indices[row] = bytes.getInt();
    rows[row] = new float[width];
    bytes.asFloatBuffer().get(rows[row]);
    bytes.position(bytes.position() + width * Float.BYTES);
  }

  /** The pictures that could be read. */
  Features readable() {
    int[] kept = IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
    return new Features(
        Arrays.stream(kept).mapToObj(row -> rows[row]).toArray(float[][]::new),
        Arrays.stream(kept).map(row -> labels[row]).toArray(),
        Arrays.stream(kept).map(row -> indices[row]).toArray());
  }
}
