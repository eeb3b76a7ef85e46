package mclspark.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.config.LinearConfig;
import mclspark.data.BadPictures;
import mclspark.data.BatchPipeline;
import mclspark.data.BrokenRule;
import mclspark.data.CropBatch;
import mclspark.data.CropPool;
import mclspark.data.CropView;
import mclspark.data.EvaluationShard;
import mclspark.data.PictureSource;
import mclspark.data.PipelineSettings;
import mclspark.data.StepRange;
import mclspark.random.Purpose;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Scores classifiers on all validation pictures, shared out over workers in whole batches, so that
 * any number of workers computes the same batches. One pass over the pictures serves all
 * classifiers. A picture that cannot be read is left out of every count.
 */
final class LinearEvaluator {

  /** Pictures of one forward pass. */
  static final int BATCH = 64;

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final int SUMS = 4; // loss, top-1, top-5, pictures

  private final TorchEngine engine;
  private final PictureInput input;
  private final PictureSource test;
  private final BadPictures bad;
  private final WorkerSite site;
  private final EvaluationShard shard;
  private final PipelineSettings settings;
  private final CropPool pool;
  private final int classes;

  LinearEvaluator(
      LinearConfig config,
      TorchEngine engine,
      PictureInput input,
      PictureSource test,
      BadPictures bad,
      WorkerSite site) {
    this.engine = engine;
    this.input = input;
    this.test = test;
    this.bad = bad;
    this.site = site;
    int size = config.data().cropSize();
    shard = shard(test.size(), site.workers().rank(), site.workers().size());
    classes = test.classNames().size();
    CropView view =
        new CropView(
            Purpose.EXAMPLES, DataSets.evaluationView(config.augmentation().resize(), size));
    settings =
        new PipelineSettings(
            config.seed(), List.of(view), BrokenRule.MARK, config.data().loaderThreads(), DEADLINE);
    pool = new CropPool(1, shard.largestBatch(), size, config.data().prefetchBatches() + 1);
  }

  /** A worker's whole batches of {@code pictures}; the last one of all may be smaller. */
  static EvaluationShard shard(int pictures, int rank, int workers) {
    int batches = (int) ((pictures + BATCH - 1L) / BATCH);
    EvaluationShard own = EvaluationShard.of(batches, rank, workers, 1);
    return new EvaluationShard(
        Math.min(pictures, own.from() * BATCH), Math.min(pictures, own.to() * BATCH), BATCH);
  }

  /**
   * Counts over all workers; all must take part.
   *
   * @param confusion whether to count pairs of classes too
   * @return counts in the order of the classifiers, the same on every worker
   */
  List<LinearCounts> evaluate(List<LinearClassifier> classifiers, boolean confusion) {
    int width = SUMS + (confusion ? classes * classes : 0);
    double[][] sums = new double[classifiers.size()][width];
    StepRange range = new StepRange(0, 0, shard.steps());
    try (BatchPipeline pipeline = new BatchPipeline(test, bad, pool, settings, shard, range)) {
      while (pipeline.hasNext()) {
        site.stop().check();
        try (CropBatch batch = pipeline.next();
            Scope scope = Scope.open()) {
          add(classifiers, batch, sums, confusion);
        }
      }
    }
    CrossRank exchange = CrossRank.ofWorkers(site.workers());
    List<LinearCounts> counts = new ArrayList<>();
    for (double[] own : sums) {
      counts.add(total(exchange.gather(new double[][] {own})));
    }
    return counts;
  }

  private void add(
      List<LinearClassifier> classifiers, CropBatch batch, double[][] sums, boolean confusion) {
    Tensor pictures = input.tensor(batch.crops(0)); // [b, 3, h, w]
    int[] labels = batch.labels();
    long[] readable = // rows whose picture is not marked
        IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).asLongStream().toArray();
    long[] targets = IntStream.of(labels).filter(label -> label >= 0).asLongStream().toArray();
    if (targets.length == 0) {
      return;
    }
    for (int i = 0; i < sums.length; i++) {
      Tensor logits = // [b', classes]
          Ops.selectRows(classifiers.get(i).logits(pictures), engine.longs(readable));
      sums[i][0] += Ops.sumCrossEntropy(logits, engine.longs(targets)).item();
      count(logits, targets, sums[i], confusion);
    }
  }

  private void count(Tensor logits, long[] targets, double[] sums, boolean confusion) {
    int k = Math.min(5, classes);
    long[] best = Ops.topIndices(logits, k).toLongs(); // [b', k]
    for (int row = 0; row < targets.length; row++) {
      long[] own = Arrays.copyOfRange(best, row * k, (row + 1) * k);
      long label = targets[row];
      sums[1] += own[0] == label ? 1 : 0;
      sums[2] += Arrays.stream(own).anyMatch(predicted -> predicted == label) ? 1 : 0;
      sums[3]++;
      if (confusion) {
        sums[SUMS + (int) (label * classes + own[0])]++;
      }
    }
  }

  private static LinearCounts total(double[][] workers) {
    double[] all = new double[workers[0].length];
    for (double[] worker : workers) {
      for (int i = 0; i < all.length; i++) {
        all[i] += worker[i];
      }
    }
    long[] confusion = new long[all.length - SUMS];
    for (int i = 0; i < confusion.length; i++) {
      confusion[i] = (long) all[SUMS + i];
    }
    return new LinearCounts(all[0], (long) all[1], (long) all[2], (long) all[3], confusion);
  }
}
