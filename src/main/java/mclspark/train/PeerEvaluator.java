package mclspark.train;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.config.TrainConfig;
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
import mclspark.model.BatchNormMode;
import mclspark.model.PeerEncoder;
import mclspark.model.PeerOutput;
import mclspark.random.Purpose;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Scores each peer and their ensemble on all test pictures (spec 3.7), shared out over workers in
 * whole batches. A picture that cannot be read is left out of every count.
 */
final class PeerEvaluator {

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final int TOP = 5;

  private final TorchEngine engine;
  private final PictureInput input;
  private final PictureSource test;
  private final BadPictures bad;
  private final WorkerSite site;
  private final EvaluationShard shard;
  private final PipelineSettings settings;
  private final CropPool pool;

  PeerEvaluator(
      TrainConfig config,
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
    int resize = config.padsCrops() ? size : config.augmentation().resize();
    CropView view = new CropView(Purpose.EXAMPLES, DataSets.evaluationView(resize, size));
    int threads = config.data().loaderThreads();
    settings = new PipelineSettings(0, List.of(view), BrokenRule.MARK, threads, DEADLINE);
    shard = LinearEvaluator.shard(test.size(), site.workers().rank(), site.workers().size());
    pool = new CropPool(1, shard.largestBatch(), size, config.data().prefetchBatches() + 1);
  }

  /** Scores the peers as they are; all workers must take part, and all get the same. */
  PeerScore evaluate(PeerEncoder peers) {
    double[] sums = new double[2 + 2 * (peers.peers() + 1)];
    StepRange range = new StepRange(0, 0, shard.steps());
    try (BatchPipeline pipeline = new BatchPipeline(test, bad, pool, settings, shard, range)) {
      while (pipeline.hasNext()) {
        site.stop().check();
        try (CropBatch batch = pipeline.next();
            Scope scope = Scope.open()) {
          add(peers, batch, sums);
        }
      }
    }
    return PeerScore.total(CrossRank.ofWorkers(site.workers()).gather(new double[][] {sums}));
  }

  private void add(PeerEncoder peers, CropBatch batch, double[] sums) {
    int[] labels = batch.labels();
    long[] readable = // rows whose picture is not marked
        IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).asLongStream().toArray();
    if (readable.length == 0) {
      return;
    }
    long[] own = Arrays.stream(labels).filter(label -> label >= 0).asLongStream().toArray();
    Tensor targets = engine.longs(own);
    Tensor rows = engine.longs(readable);
    List<PeerOutput> outputs = peers.forward(input.tensor(batch.crops(0)), BatchNormMode.EVALUATE);
    sums[1] += readable.length;
    Tensor ensemble = null;
    for (int peer = 0; peer < outputs.size(); peer++) {
      Tensor logits = Ops.selectRows(outputs.get(peer).logits(), rows); // [b', C]
      sums[0] += Ops.sumCrossEntropy(logits, targets).item();
      count(logits, targets, sums, peer, outputs.size());
      ensemble = ensemble == null ? logits : Ops.add(ensemble, logits);
    }
    count(ensemble, targets, sums, outputs.size(), outputs.size());
  }

  private static void count(Tensor logits, Tensor targets, double[] sums, int place, int peers) {
    int top = (int) Math.min(TOP, logits.size(1));
    sums[2 + place] += Ops.correctInTop(logits, targets, 1);
    sums[2 + peers + 1 + place] += Ops.correctInTop(logits, targets, top);
  }
}
