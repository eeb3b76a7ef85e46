package mclspark.pretrain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.augment.CropMaker;
import mclspark.collective.Collective;
import mclspark.model.Encoder;
import mclspark.pretrain.features.Votes;
import mclspark.run.DataSets;
import mclspark.run.OpenedPictures;
import mclspark.run.TaskContext;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.WorkerShare;
import mclspark.step.RankExchange;
import mclspark.step.RunningStatistics;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;

/**
 * Accuracy of a weighted nearest-neighbour vote on frozen features (Wu et al., CVPR 2018): each of
 * the k most similar training pictures votes for its class with weight exp(similarity /
 * temperature). Features are the pooled ones, before {@code fc}; test pictures are shared out over
 * workers and counted exactly.
 */
final class KnnEvaluator {

  private static final int BATCH = 128;

  /** Bytes that a worker receives at once: all features may be more than a buffer can hold. */
  private static final int EXCHANGE_BYTES = 1 << 26;

  private final PretrainConfig config;
  private final TaskContext context;
  private final OpenedPictures test;
  private final Collective workers;
  private final CropMaker view;

  KnnEvaluator(PretrainConfig config, TaskContext context, OpenedPictures test) {
    this.config = config;
    this.context = context;
    this.test = test;
    workers = context.site().workers();
    long bank = Math.min(context.bank().source().size(), config.knn().maxPictures());
    int width = MocoModel.network(config.model()).featureWidth();
    NeighbourBank.check(bank, width, Runtime.getRuntime().maxMemory());
    int resize = config.data().evaluationResize();
    view = DataSets.evaluationView(resize, config.data().cropSize());
  }

  /**
   * What an evaluation found.
   *
   * @param correct test pictures whose class won the vote, over all workers
   * @param pictures test pictures that could be read, over all workers
   * @param examples on every worker: some of its own test pictures with their neighbours
   * @param bank features of training pictures, the same on every worker
   * @param tests features of this worker's test pictures
   * @param votes on these
   */
  record Result(
      long correct,
      long pictures,
      List<Neighbours> examples,
      Features bank,
      Features tests,
      Votes votes) {
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

  /** Evaluates one encoder; all workers take part. */
  Result evaluate(Encoder encoder) {
    RunningStatistics.shareFromFirst(encoder::state, encoder::load, workers);
    int most = config.knn().maxPictures();
    int pictures = context.bank().source().size();
    int count = Math.min(pictures, most);
    Features bank =
        gather(
            workers,
            features(
                encoder,
                context.bank(),
                SpacedShare.of(pictures, most, workers.rank(), workers.size(), BATCH),
                count),
            encoder.featureWidth(),
            count,
            rowsAtOnce(encoder.featureWidth(), workers.size()));
    int tests = test.source().size();
    WorkerShare testShard = WorkerShare.of(tests, workers.rank(), workers.size(), BATCH);
    return vote(bank, features(encoder, test, testShard, tests), encoder.featureWidth());
  }

  /**
   * Features of this worker's part.
   *
   * @param count pictures of all workers
   */
  private Features features(Encoder encoder, OpenedPictures pictures, BatchPlan shard, int count) {
    int largest = -Math.floorDiv(-count, workers.size()); // rounded up
    return Features.of(
        encoder,
        context.input(),
        pictures,
        shard,
        -Math.floorDiv(-largest, BATCH),
        config.data().cropSize(),
        view,
        config.data().loaderThreads(),
        context.saving());
  }

  /**
   * All workers' features, in the order of the data set; pictures that can't be read are left out.
   */
  static Features gather(Collective group, Features own, int width, int count, int rowsAtOnce) {
    int workers = group.size();
    int largest = (int) ((count + workers - 1L) / workers);
    int rows = Math.min(largest, rowsAtOnce);
    int bytes = rows * Features.rowBytes(width);
    ByteBuffer mine = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    ByteBuffer received = ByteBuffer.allocateDirect(bytes * workers).order(ByteOrder.nativeOrder());
    Features all = new Features(new float[count][], new int[count], new int[count]);
    for (long first = 0; first < largest; first += rows) {
      own.write((int) first, mine.clear(), width);
      group.allGather(mine.clear(), received.clear());
      for (int worker = 0; worker < workers; worker++) {
        WorkerShare part = WorkerShare.of(count, worker, workers, BATCH);
        received.position(worker * bytes);
        long from = part.from() + first;
        for (long row = from; row < Math.min(part.to(), from + rows); row++) {
          all.read((int) row, received, width);
        }
      }
    }
    return all.readable();
  }

  /** Rows that each worker sends in one exchange. */
  static int rowsAtOnce(int width, int workers) {
    return Math.max(1, EXCHANGE_BYTES / Features.rowBytes(width) / workers);
  }

  private Result vote(Features bank, Features queries, int width) {
    int k = Math.min(config.knn().k(), bank.rows().length);
    int classes = Arrays.stream(bank.labels()).max().orElse(0) + 1;
    int batch = NeighbourBank.queries(BATCH, k);
    long correct = 0;
    long pictures = 0;
    List<Neighbours> examples = new ArrayList<>();
    Votes votes = Votes.none(queries.indices(), queries.labels());
    try (Scope scope = Scope.open()) {
      NeighbourBank neighbours = NeighbourBank.of(context.engine(), bank, width);
      for (int from = 0; from < queries.rows().length; from += batch) {
        int to = Math.min(queries.rows().length, from + batch);
        try (Scope piece = Scope.open()) {
          Tensor rows = context.engine().floats(queries.flat(from, to, width), to - from, width);
          NeighbourBank.Nearest nearest = neighbours.nearest(rows, k);
          for (int row = 0; row < to - from; row++) {
            int label = queries.labels()[from + row];
            if (label >= 0) {
              int winner = winner(bank, nearest, row, k, classes);
              pictures++;
              correct += winner == label ? 1 : 0;
              votes.put(from + row, winner, bank.indices()[nearest.rows()[row * k]]);
              examples.add(example(bank, queries.indices()[from + row], nearest, row, k));
            }
          }
        }
      }
    }
    Sums sums = sum(correct, pictures);
    return new Result(sums.correct(), sums.pictures(), spread(examples), bank, queries, votes);
  }

  private int winner(Features bank, NeighbourBank.Nearest nearest, int row, int k, int classes) {
    double[] votes = new double[classes];
    for (int i = row * k; i < (row + 1) * k; i++) {
      int label = bank.labels()[nearest.rows()[i]];
      votes[label] += Math.exp(nearest.values()[i] / config.knn().temperature());
    }
    int winner = 0;
    for (int c = 1; c < classes; c++) {
      winner = votes[c] > votes[winner] ? c : winner;
    }
    return winner;
  }

  private static Neighbours example(
      Features bank, int test, NeighbourBank.Nearest nearest, int row, int k) {
    int[] neighbours = new int[Math.min(k, 8)];
    for (int i = 0; i < neighbours.length; i++) {
      neighbours[i] = bank.indices()[nearest.rows()[row * k + i]];
    }
    return new Neighbours(test, neighbours);
  }

  /** Eight examples spaced over this worker's part. */
  private static List<Neighbours> spread(List<Neighbours> all) {
    List<Neighbours> some = new ArrayList<>();
    int count = Math.min(8, all.size());
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  private record Sums(long correct, long pictures) {}

  private Sums sum(long correct, long pictures) {
    RankExchange exchange = RankExchange.ofWorkers(workers);
    long allCorrect = 0;
    long allPictures = 0;
    for (double[] counts : exchange.gather(new double[][] {{correct, pictures}})) {
      allCorrect += (long) counts[0];
      allPictures += (long) counts[1];
    }
    return new Sums(allCorrect, allPictures);
  }
}
