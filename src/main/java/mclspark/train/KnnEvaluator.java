package mclspark.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import mclspark.collective.Collective;
import mclspark.config.RunConfig;
import mclspark.data.BadPictures;
import mclspark.data.BatchPlan;
import mclspark.data.CropMaker;
import mclspark.data.EvaluationShard;
import mclspark.data.PictureSource;
import mclspark.model.Encoder;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Accuracy of a weighted nearest-neighbour vote on frozen features (Wu et al., CVPR 2018): each of
 * the k most similar training pictures votes for its class with weight exp(similarity /
 * temperature). Features are the pooled ones, before {@code fc}; test pictures are shared out over
 * workers and counted exactly.
 */
final class KnnEvaluator {

  private static final int BATCH = 128;

  private final RunConfig config;
  private final TorchEngine engine;
  private final PictureInput input;
  private final PictureSource train;
  private final PictureSource test;
  private final WorkerSite site;
  private final Supplier<CropMaker> view;

  KnnEvaluator(
      RunConfig config,
      TorchEngine engine,
      PictureInput input,
      PictureSource train,
      PictureSource test,
      WorkerSite site) {
    this.config = config;
    this.engine = engine;
    this.input = input;
    this.train = train;
    this.test = test;
    this.site = site;
    int resize = config.data().evaluationResize();
    this.view = DataSets.evaluationView(resize, config.data().cropSize());
  }

  /**
   * What an evaluation found.
   *
   * @param correct test pictures whose class won the vote, over all workers
   * @param pictures test pictures that could be read, over all workers
   * @param examples on every worker: some of its own test pictures with their neighbours
   */
  record Result(long correct, long pictures, List<Neighbours> examples) {
    double percent() {
      return pictures == 0 ? 0 : 100.0 * correct / pictures;
    }
  }

  /**
   * A test picture and the training pictures most similar to it.
   *
   * @param test index of the test picture
   * @param neighbours indices of training pictures, most similar first
   */
  record Neighbours(int test, int[] neighbours) {}

  /**
   * Evaluates one encoder; all workers take part.
   *
   * @param bad training pictures that can't be read
   * @param badTests test pictures that can't be read
   */
  Result evaluate(Encoder encoder, BadPictures bad, BadPictures badTests) {
    BatchNormHistory.shareFromFirst(encoder::state, encoder::load, site.workers());
    Collective workers = site.workers();
    int most = config.knn().maxPictures();
    SpacedShard bankShard =
        SpacedShard.of(train.size(), most, workers.rank(), workers.size(), BATCH);
    Features bank =
        gather(features(encoder, train, bankShard, bad), encoder, (int) bankShard.count());
    EvaluationShard testShard =
        EvaluationShard.of(test.size(), workers.rank(), workers.size(), BATCH);
    Features queries = features(encoder, test, testShard, badTests);
    return vote(bank, queries, encoder.featureWidth());
  }

  private Features features(
      Encoder encoder, PictureSource source, BatchPlan shard, BadPictures bad) {
    return Features.of(
        encoder,
        input,
        source,
        shard,
        config.data().cropSize(),
        view,
        bad,
        config.data().loaderThreads(),
        site.stop());
  }

  /**
   * All workers' features, in the order of the data set; pictures that can't be read are left out.
   */
  private Features gather(Features own, Encoder encoder, int count) {
    int workers = site.workers().size();
    int width = encoder.featureWidth();
    int largest = (count + workers - 1) / workers;
    ByteBuffer mine = own.padded(largest, width);
    ByteBuffer all =
        ByteBuffer.allocateDirect(mine.capacity() * workers).order(ByteOrder.nativeOrder());
    site.workers().allGather(mine, all);
    List<float[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      EvaluationShard part = EvaluationShard.of(count, worker, workers, BATCH);
      all.position(worker * mine.capacity());
      for (int row = part.from(); row < part.to(); row++) {
        int label = all.getInt();
        int index = all.getInt();
        float[] values = new float[width];
        all.asFloatBuffer().get(values);
        all.position(all.position() + width * Float.BYTES);
        if (label >= 0) {
          rows.add(values);
          labels.add(label);
          indices.add(index);
        }
      }
    }
    return new Features(
        rows.toArray(new float[0][]),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        indices.stream().mapToInt(Integer::intValue).toArray());
  }

  private Result vote(Features bank, Features queries, int width) {
    int k = Math.min(config.knn().k(), bank.rows().length);
    int classes = Arrays.stream(bank.labels()).max().orElse(0) + 1;
    long correct = 0;
    long pictures = 0;
    List<Neighbours> examples = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      Tensor bankRows = engine.floats(bank.flat(width), bank.rows().length, width);
      for (int from = 0; from < queries.rows().length; from += BATCH) {
        int to = Math.min(queries.rows().length, from + BATCH);
        try (Scope piece = Scope.open()) {
          float[][] part = Arrays.copyOfRange(queries.rows(), from, to);
          float[] flat = new Features(part, new int[0], new int[0]).flat(width);
          Tensor rows = engine.floats(flat, part.length, width);
          Tensor similarity = Ops.matmulTransposed(rows, bankRows); // [b, bank]
          float[] values = Ops.topValues(similarity, k).toFloats(); // [b, k]
          long[] nearest = Ops.topIndices(similarity, k).toLongs(); // [b, k]
          for (int row = 0; row < part.length; row++) {
            int label = queries.labels()[from + row];
            if (label >= 0) {
              pictures++;
              int winner = winner(bank, values, nearest, row, k, classes);
              correct += winner == label ? 1 : 0;
              examples.add(example(bank, queries.indices()[from + row], nearest, row, k));
            }
          }
        }
      }
    }
    return sum(correct, pictures, spread(examples));
  }

  private int winner(Features bank, float[] values, long[] nearest, int row, int k, int classes) {
    double[] votes = new double[classes];
    for (int i = 0; i < k; i++) {
      int label = bank.labels()[(int) nearest[row * k + i]];
      votes[label] += Math.exp(values[row * k + i] / config.knn().temperature());
    }
    int winner = 0;
    for (int c = 1; c < classes; c++) {
      winner = votes[c] > votes[winner] ? c : winner;
    }
    return winner;
  }

  private static Neighbours example(Features bank, int test, long[] nearest, int row, int k) {
    int[] neighbours = new int[Math.min(k, 8)];
    for (int i = 0; i < neighbours.length; i++) {
      neighbours[i] = bank.indices()[(int) nearest[row * k + i]];
    }
    return new Neighbours(test, neighbours);
  }

  /** Eight examples spaced over this worker's part. */
  private static List<Neighbours> spread(List<Neighbours> all) {
    List<Neighbours> some = new ArrayList<>();
    int count = Math.min(8, all.size());
    for (int i = 0; i < count; i++) {
      some.add(all.get(i * all.size() / count));
    }
    return some;
  }

  private Result sum(long correct, long pictures, List<Neighbours> examples) {
    CrossRank exchange = CrossRank.ofWorkers(site.workers());
    long allCorrect = 0;
    long allPictures = 0;
    for (double[] counts : exchange.gather(new double[][] {{correct, pictures}})) {
      allCorrect += (long) counts[0];
      allPictures += (long) counts[1];
    }
    return new Result(allCorrect, allPictures, examples);
  }
}
