package mclspark.supervised;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mclspark.collective.Collective;
import mclspark.loss.InBatchMclLoss;
import mclspark.loss.LogitLosses;
import mclspark.loss.LogitResult;
import mclspark.loss.MclResult;
import mclspark.loss.MclSettings;
import mclspark.loss.MclTerms;
import mclspark.loss.MclWeights;
import mclspark.model.BatchNormMode;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerOutput;
import mclspark.step.DivergedException;
import mclspark.step.GradientReducer;
import mclspark.step.PictureInput;
import mclspark.step.RankExchange;
import mclspark.step.Ranks;
import mclspark.step.Sgd;
import mclspark.tensor.Autograd;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * One worker's part of supervised training steps with mutual contrastive learning (spec 3.5, 4.4).
 * The worker runs its logical ranks one after the other; batch statistics are those of a rank, the
 * contrast sees the rows of all ranks.
 */
public final class PeerTrainer implements AutoCloseable {

  private final TorchEngine engine;
  private final PeerEncoder peers;
  private final PictureInput input;
  private final LogitLosses logitLosses;
  private final Optional<PeerContrast> contrast;
  private final MclWeights weights;
  private final BatchNormMode training;
  private final Sgd optimizer;
  private final Ranks ranks;
  private final RankExchange exchange;
  private final GradientReducer reducer;

  /**
   * This worker's rows of a step, in the order of its logical ranks, equally many each.
   *
   * @param crops uint8 [rows, size, size, 3]
   * @param labels [rows]
   * @param pictures indices in the training set, [rows]
   */
  public record LabelledBatch(ByteBuffer crops, int[] labels, int[] pictures) {}

  /** A rank's forward pass, still with its graph: [N, b, C] and [N, b, d], or no projections. */
  private record Forward(Tensor logits, Tensor z) {}

  /**
   * Allocates the work space of a step.
   *
   * @param contrast empty for a baseline
   * @param weights of the contrastive terms
   * @param training how batch norms behave; {@link BatchNormMode#TRAIN} but for comparisons
   * @param batch rows of one logical rank in a full step; the last step may have fewer
   */
  PeerTrainer(
      TorchEngine engine,
      PeerEncoder peers,
      PictureInput input,
      LogitLosses logitLosses,
      Optional<PeerContrast> contrast,
      MclWeights weights,
      BatchNormMode training,
      Sgd optimizer,
      int logicalRanks,
      int batch,
      Collective workers) {
    this.engine = engine;
    this.peers = peers;
    this.input = input;
    this.logitLosses = logitLosses;
    this.contrast = contrast;
    this.weights = weights;
    this.training = training;
    this.optimizer = optimizer;
    ranks = Ranks.on(workers, logicalRanks, batch);
    exchange = new RankExchange(ranks, workers);
    reducer = new GradientReducer(engine, List.of(peers.parameters()), ranks.local(), workers);
  }

  /** A trainer whose peers contrast the rows of the global batch. */
  public static PeerTrainer inBatch(
      TorchEngine engine,
      PeerEncoder peers,
      PictureInput input,
      LogitLosses logitLosses,
      MclSettings settings,
      Sgd optimizer,
      int logicalRanks,
      int batch,
      Collective workers) {
    return new PeerTrainer(
        engine,
        peers,
        input,
        logitLosses,
        Optional.of(new InBatchContrast(new InBatchMclLoss(engine, settings))),
        settings.weights(),
        BatchNormMode.TRAIN,
        optimizer,
        logicalRanks,
        batch,
        workers);
  }

  /**
   * Trains on one global batch.
   *
   * @return the losses of every logical rank, in rank order, before the update
   * @throws DivergedException on all workers, before the update, if any loss is NaN or infinite
   */
  public List<SupervisedLosses> step(LabelledBatch batch, int epoch, double learningRate) {
    int rows = batch.labels().length / ranks.local();
    try (Scope scope = Scope.open()) {
      List<Forward> forwards = new ArrayList<>();
      for (int rank = 0; rank < ranks.local(); rank++) {
        forwards.add(forward(rank, rows, batch.crops()));
      }
      contrast.ifPresent(part -> part.begin(gather(forwards, batch)));
      double[][] local = new double[ranks.local()][];
      for (int rank = 0; rank < ranks.local(); rank++) {
        local[rank] = backward(rank, rows, forwards.get(rank), batch.labels(), epoch).toArray();
        reducer.add(0, rank);
      }
      reducer.await();
      List<SupervisedLosses> losses = gatherLosses(local, learningRate);
      contrast.ifPresent(PeerContrast::end);
      optimizer.step(learningRate, 1.0 / ranks.logical());
      return losses;
    }
  }

  private Forward forward(int rank, int rows, ByteBuffer crops) {
    int bytes = rows * input.rowBytes();
    ByteBuffer own = crops.slice(crops.position() + rank * bytes, bytes);
    try (Autograd.Mode on = Autograd.on()) {
      List<PeerOutput> outputs = peers.forward(input.tensor(own), mode(rank));
      Tensor logits = stack(outputs.stream().map(PeerOutput::logits).toList());
      Tensor z = contrast.isPresent() ? stack(peers.project(outputs)) : null;
      return new Forward(logits, z);
    }
  }

  private static Tensor stack(List<Tensor> byPeer) {
    return Ops.stack(byPeer.toArray(Tensor[]::new));
  }

  private PeerContrast.Rows gather(List<Forward> forwards, LabelledBatch batch) {
    Tensor[] own = forwards.stream().map(forward -> forward.z().detach()).toArray(Tensor[]::new);
    Tensor z = own.length == 1 ? own[0] : Ops.concatenateChannels(own); // [N, local rows, d]
    return new PeerContrast.Rows(
        exchange.gatherRows(engine, z),
        exchange.gatherNumbers(batch.labels()),
        exchange.gatherNumbers(batch.pictures()));
  }

  private SupervisedLosses backward(int rank, int rows, Forward forward, int[] labels, int epoch) {
    long[] own = Arrays.stream(labels, rank * rows, (rank + 1) * rows).asLongStream().toArray();
    LogitResult logits = logitLosses.compute(forward.logits().detach(), own);
    int first = (ranks.first() + rank) * rows;
    Optional<MclResult> mcl = contrast.map(part -> part.of(first, rows, epoch));
    try (Autograd.Mode on = Autograd.on()) {
      // One scalar whose gradient is what the losses gave, so that the graph runs back once.
      Tensor root = Ops.dot(forward.logits(), logits.gradient());
      if (mcl.isPresent()) {
        root = Ops.add(root, Ops.dot(forward.z(), mcl.get().gradient()));
      }
      Autograd.backward(root);
    }
    MclTerms terms = mcl.map(MclResult::terms).orElse(MclTerms.NONE).weighted(weights);
    return SupervisedLosses.of(logits, terms, rows);
  }

  /**
   * All workers see all losses, so all stop together, before the update, when one is not finite.
   */
  private List<SupervisedLosses> gatherLosses(double[][] local, double learningRate) {
    List<SupervisedLosses> losses = new ArrayList<>();
    for (double[] values : exchange.gather(local)) {
      losses.add(SupervisedLosses.of(values));
    }
    for (int rank = 0; rank < losses.size(); rank++) {
      DivergedException.check(losses.get(rank).firstNotFinite(), rank, learningRate);
    }
    return losses;
  }

  /** Only rank 0's running statistics survive a step, as in pre-training. */
  private BatchNormMode mode(int localRank) {
    return training == BatchNormMode.TRAIN && ranks.first() + localRank != 0
        ? BatchNormMode.TRAIN_NO_TRACKING
        : training;
  }

  /** The optimiser's velocities, for a checkpoint. */
  public Sgd optimizer() {
    return optimizer;
  }

  /** Nanoseconds that training has waited for other workers so far. */
  public long communicationNanos() {
    return exchange.waitedNanos() + reducer.waitedNanos();
  }

  /** Stops the thread that reduces gradients. */
  @Override
  public void close() {
    reducer.close();
  }
}
