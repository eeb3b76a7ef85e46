package mclspark.linear;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import mclspark.collective.Collective;
import mclspark.loss.Labels;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
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
 * Trains a linear classifier on the features of a frozen encoder (spec 2): the encoder runs in
 * evaluation mode and only {@code fc} gets gradients. Gradients are averaged over logical ranks.
 */
public final class LinearTrainer implements AutoCloseable {

  private final Encoder backbone;
  private final Encoder classifier;
  private final Sgd optimizer;
  private final Ranks ranks;
  private final PictureInput input;
  private final TorchEngine engine;
  private final RankExchange exchange;
  private final GradientReducer reducer;

  /**
   * Losses and hits of a step.
   *
   * @param loss mean cross entropy over the global batch
   * @param top1 share of rows whose label has the largest logit
   */
  public record Step(double loss, double top1) {}

  /**
   * Allocates the work space of a step.
   *
   * @param backbone frozen; its own head is not used
   * @param classifier a network that is a head only, on the backbone's features
   * @param nesterov whether SGD's momentum is Nesterov's
   * @param batch rows of one logical rank in a full step; the last step may have fewer
   */
  public LinearTrainer(
      TorchEngine engine,
      Encoder backbone,
      Encoder classifier,
      double momentum,
      double weightDecay,
      boolean nesterov,
      int logicalRanks,
      int batch,
      PictureInput input,
      Collective workers) {
    this.engine = engine;
    this.backbone = backbone;
    this.classifier = classifier;
    this.input = input;
    this.ranks = Ranks.on(workers, logicalRanks, batch);
    List<FlatParameters> parameters = List.of(classifier.parameters());
    this.optimizer = new Sgd(engine, parameters, momentum, weightDecay, nesterov, false);
    this.exchange = new RankExchange(ranks, workers);
    this.reducer = new GradientReducer(engine, parameters, ranks.local(), workers);
  }

  /**
   * Trains on one global batch.
   *
   * @param crops this worker's rows, rank after rank, equally many each
   * @param labels of those rows
   * @throws mclspark.UserError if a label is none of the classifier's classes
   */
  public Step step(ByteBuffer crops, long[] labels, double learningRate) {
    int rows = labels.length / ranks.local();
    double[][] local = new double[ranks.local()][];
    for (int rank = 0; rank < ranks.local(); rank++) {
      try (Scope scope = Scope.open()) {
        int bytes = rows * input.rowBytes();
        ByteBuffer own = crops.slice(crops.position() + rank * bytes, bytes);
        Tensor features = backbone.features(input.tensor(own), BatchNormMode.EVALUATE); // [b, F]
        long[] targets = Arrays.copyOfRange(labels, rank * rows, (rank + 1) * rows);
        local[rank] = forwardAndBackward(features, targets);
        reducer.add(0, rank);
      }
    }
    reducer.await();
    double loss = 0;
    double hits = 0;
    for (double[] values : exchange.gather(local)) {
      loss += values[0] / ranks.logical();
      hits += values[1];
    }
    if (!Double.isFinite(loss)) {
      throw new DivergedException("The loss is not finite, at learning rate " + learningRate);
    }
    optimizer.step(learningRate, 1.0 / ranks.logical());
    return new Step(loss, hits / ((double) rows * ranks.logical()));
  }

  private double[] forwardAndBackward(Tensor features, long... targets) {
    try (Autograd.Mode on = Autograd.on()) {
      Tensor logits = classifier.head(features); // [b, classes]
      Labels.check(targets, logits.size(1));
      Tensor labels = engine.longs(targets);
      Tensor loss = Ops.crossEntropy(logits, labels);
      Autograd.backward(loss);
      return new double[] {loss.item(), Ops.correctInTop(logits.detach(), labels, 1)};
    }
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
