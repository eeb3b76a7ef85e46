package mclspark.pretrain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mclspark.collective.Collective;
import mclspark.loss.MocoLosses;
import mclspark.loss.MocoMclLoss;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.MomentumPair;
import mclspark.step.DivergedException;
import mclspark.step.GradientReducer;
import mclspark.step.PictureInput;
import mclspark.step.RankExchange;
import mclspark.step.Ranks;
import mclspark.step.Sgd;
import mclspark.tensor.Autograd;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * One worker's part of MoCo + MCL training steps (spec 1.4). The worker runs its logical ranks one
 * after the other; all that the algorithm defines by rank (batch statistics, shuffle, queue order,
 * gradient mean) follows the logical ranks, so the number of workers does not change the result.
 */
public final class MocoTrainer implements AutoCloseable {

  private final TorchEngine engine;
  private final MocoModel model;
  private final Hyperparameters settings;
  private final Ranks ranks;
  private final PictureInput input;
  private final MocoMclLoss loss;
  private final Sgd optimizer;
  private final RankExchange exchange;
  private final GradientReducer reducer;
  private final SimilarityMeter similarity;

  /**
   * Hyper-parameters of a step.
   *
   * @param keyMomentum m of the key encoders
   * @param temperature tau
   * @param softTemperature T of the KL terms
   * @param momentum of SGD
   * @param weightDecay of SGD
   * @param nesterov whether SGD's momentum is Nesterov's
   * @param channelsLast layout of convolution weights
   */
  public record Hyperparameters(
      double keyMomentum,
      double temperature,
      double softTemperature,
      double momentum,
      double weightDecay,
      boolean nesterov,
      boolean channelsLast) {}

  /**
   * This worker's rows of a step, in the order of its logical ranks: [local ranks * b, row bytes].
   *
   * @param query first crops
   * @param key second crops, of the same pictures
   */
  public record TwoCropBatch(ByteBuffer query, ByteBuffer key) {}

  /** Allocates the work space of a step. */
  public MocoTrainer(
      TorchEngine engine,
      MocoModel model,
      Hyperparameters settings,
      int logicalRanks,
      int batch,
      PictureInput input,
      Collective workers) {
    this.engine = engine;
    this.model = model;
    this.settings = settings;
    this.ranks = Ranks.on(workers, logicalRanks, batch);
    this.input = input;
    int peers = model.pairs().size();
    long queueSize = model.queue().keys().size(1);
    this.loss =
        new MocoMclLoss(
            engine, peers, batch, queueSize, settings.temperature(), settings.softTemperature());
    List<FlatParameters> parameters =
        model.pairs().stream().map(pair -> pair.query().parameters()).toList();
    this.optimizer =
        new Sgd(
            engine,
            parameters,
            settings.momentum(),
            settings.weightDecay(),
            settings.nesterov(),
            settings.channelsLast());
    this.exchange = new RankExchange(ranks, workers);
    int dim = (int) model.queue().keys().size(2);
    this.similarity = new SimilarityMeter(peers, dim, ranks.local());
    this.reducer = new GradientReducer(engine, parameters, ranks.local(), workers);
  }

  /**
   * Trains on one global batch.
   *
   * @param permutation the batch shuffle, of W b rows; the same on all workers
   * @return the losses of every logical rank, in rank order, before the update
   * @throws DivergedException on all workers, before the update, if any loss is NaN or infinite
   */
  public List<MocoLosses> step(TwoCropBatch batch, int[] permutation, double learningRate) {
    try (Scope scope = Scope.open()) {
      Tensor keys = keys(batch.key(), permutation); // [N, W b, D]
      double[][] local = new double[ranks.local()][];
      for (int rank = 0; rank < ranks.local(); rank++) {
        local[rank] = forwardAndBackward(rank, batch.query(), keys).toArray();
      }
      reducer.await();
      List<MocoLosses> losses = gatherLosses(local, learningRate);
      optimizer.step(learningRate, 1.0 / ranks.logical());
      model.queue().enqueue(keys);
      return losses;
    }
  }

  /** Keys of the whole global batch, in its own order; key encoders see the shuffled one. */
  private Tensor keys(ByteBuffer rows, int[] permutation) {
    input.await(); // the shuffle writes where the last step's rows are
    ByteBuffer shuffled = exchange.shuffle(rows, input.rowBytes(), permutation);
    input.keep(shuffled);
    Tensor[] keys = new Tensor[model.pairs().size()];
    for (int peer = 0; peer < keys.length; peer++) {
      model.pairs().get(peer).updateKey(settings.keyMomentum()); // before the key forward
    }
    Tensor[][] byRank = new Tensor[keys.length][ranks.local()];
    for (int rank = 0; rank < ranks.local(); rank++) {
      Tensor pictures = rankInput(rank, shuffled); // [b, 3, h, w]
      for (int peer = 0; peer < keys.length; peer++) {
        Encoder encoder = model.pairs().get(peer).key();
        byRank[peer][rank] = Ops.l2Normalize(encoder.forward(pictures, mode(rank))); // [b, D]
      }
    }
    for (int peer = 0; peer < keys.length; peer++) {
      keys[peer] = Ops.concatenate(byRank[peer]); // [local rows, D]
    }
    return exchange.gatherKeys(engine, Ops.stack(keys), permutation);
  }

  private MocoLosses forwardAndBackward(int rank, ByteBuffer rows, Tensor keys) {
    try (Scope scope = Scope.open()) {
      List<Tensor> queries = new ArrayList<>(); // N times [b, D]
      try (Autograd.Mode on = Autograd.on()) {
        Tensor pictures = rankInput(rank, rows); // [b, 3, h, w]
        for (MomentumPair pair : model.pairs()) {
          queries.add(Ops.l2Normalize(pair.query().forward(pictures, mode(rank))));
        }
      }
      Tensor stacked = Ops.stack(queries.stream().map(Tensor::detach).toArray(Tensor[]::new));
      long first = (long) (ranks.first() + rank) * ranks.batch();
      Tensor own = Ops.narrow(keys, 1, first, ranks.batch()); // [N, b, D]
      similarity.add(rank, stacked, own);
      MocoMclLoss.Result result = loss.compute(stacked, own, model.queue().keys());
      for (int peer = 0; peer < queries.size(); peer++) {
        Autograd.backward(queries.get(peer), Ops.select(result.gradients(), peer));
        reducer.add(peer, rank); // reduced while the next peer runs backwards
      }
      return result.losses();
    }
  }

  /**
   * All workers see all losses, so all stop together, before the update, when one is not finite.
   */
  private List<MocoLosses> gatherLosses(double[][] local, double learningRate) {
    List<MocoLosses> losses = new ArrayList<>();
    for (double[] values : exchange.gather(local)) {
      losses.add(MocoLosses.of(values));
    }
    for (int rank = 0; rank < losses.size(); rank++) {
      DivergedException.check(losses.get(rank).firstNotFinite(), rank, learningRate);
    }
    return losses;
  }

  private Tensor rankInput(int rank, ByteBuffer rows) {
    int bytes = ranks.batch() * input.rowBytes();
    return input.tensor(rows.slice(rows.position() + rank * bytes, bytes));
  }

  /** Only rank 0's running statistics survive a step (spec 1.3, D7). */
  private BatchNormMode mode(int localRank) {
    return ranks.first() + localRank == 0 ? BatchNormMode.TRAIN : BatchNormMode.TRAIN_NO_TRACKING;
  }

  /** The optimiser's velocities, for a checkpoint. */
  public Sgd optimizer() {
    return optimizer;
  }

  /** Nanoseconds that training has waited for other workers so far. */
  public long communicationNanos() {
    return exchange.waitedNanos() + reducer.waitedNanos();
  }

  /** Smallest over peers of {@code 1 - |mean key|^2} in the last step: 0 if all keys are alike. */
  public double keySpread() {
    return exchange.spread();
  }

  /**
   * Cosines of the last step's queries with their keys and with the queue as that step leaves it,
   * for each peer; all workers take part.
   */
  List<SimilarityMeter.Similarity> similarities() {
    try (Scope scope = Scope.open()) {
      return similarity.measure(exchange, model.queue().keys());
    }
  }

  /** Stops the thread that reduces gradients. */
  @Override
  public void close() {
    reducer.close();
  }
}
