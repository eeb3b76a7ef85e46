package mclspark.run;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.augment.CropView;
import mclspark.dataset.DataConfig;
import mclspark.dataset.PictureSource;
import mclspark.pipeline.BadPictures;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.random.Purpose;
import mclspark.sampling.StepRange;
import mclspark.sampling.WorkerShare;
import mclspark.step.RankExchange;
import mclspark.tensor.Scope;

/**
 * Passes over test pictures, shared out over workers in whole batches, so that any number of
 * workers computes the same batches. A picture that cannot be read is left out.
 */
public final class TestPass {

  /** Pictures of one forward pass. */
  public static final int BATCH = 64;

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final PictureSource test;
  private final BadPictures bad;
  private final WorkerEnvironment site;
  private final WorkerShare shard;
  private final PipelineSettings settings;
  private final CropPool pool;

  /** Takes the pictures of a batch. */
  public interface Visitor {

    /**
     * Looks at a batch, in a scope of its own.
     *
     * @param crops uint8 [b, size, size, 3]
     * @param readable rows of pictures that could be read, [b'], b' > 0
     * @param labels of those rows, [b']
     */
    void visit(ByteBuffer crops, long[] readable, long... labels);
  }

  /**
   * Prepares passes over this worker's part.
   *
   * @param resize shorter side of a picture before the centre crop
   */
  public TestPass(
      DataConfig data, int resize, PictureSource test, BadPictures bad, WorkerEnvironment site) {
    this.test = test;
    this.bad = bad;
    this.site = site;
    int size = data.cropSize();
    shard = shard(test.size(), site.workers().rank(), site.workers().size());
    CropView view = new CropView(Purpose.EXAMPLES, DataSets.evaluationView(resize, size));
    settings =
        new PipelineSettings(0, List.of(view), BrokenRule.MARK, data.loaderThreads(), DEADLINE);
    pool = new CropPool(1, shard.largestBatch(), size, data.prefetchBatches() + 1);
  }

  /** A worker's whole batches of {@code pictures}; the last one of all may be smaller. */
  public static WorkerShare shard(int pictures, int rank, int workers) {
    int batches = (int) ((pictures + BATCH - 1L) / BATCH);
    WorkerShare own = WorkerShare.of(batches, rank, workers, 1);
    return new WorkerShare(
        Math.min(pictures, own.from() * BATCH), Math.min(pictures, own.to() * BATCH), BATCH);
  }

  /** Shows every readable picture of this worker once. */
  public void run(Visitor visitor) {
    StepRange range = new StepRange(0, 0, shard.steps());
    try (BatchPipeline pipeline = new BatchPipeline(test, bad, pool, settings, shard, range)) {
      while (pipeline.hasNext()) {
        site.stop().check();
        try (CropBatch batch = pipeline.next();
            Scope scope = Scope.open()) {
          visit(batch, visitor);
        }
      }
    }
  }

  private static void visit(CropBatch batch, Visitor visitor) {
    int[] labels = batch.labels();
    long[] readable = // rows whose picture is not marked
        IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).asLongStream().toArray();
    if (readable.length > 0) {
      long[] own = Arrays.stream(labels).filter(label -> label >= 0).asLongStream().toArray();
      visitor.visit(batch.crops(0), readable, own);
    }
  }

  /** Sums of all workers, the same on each; all must take part. */
  public double[] sumOverWorkers(double... own) {
    double[] all = new double[own.length];
    for (double[] worker : RankExchange.ofWorkers(site.workers()).gather(new double[][] {own})) {
      for (int i = 0; i < all.length; i++) {
        all[i] += worker[i];
      }
    }
    return all;
  }
}
