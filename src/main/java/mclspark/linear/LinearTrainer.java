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
import mclspark.step.OptimizerConfig;
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
 * Trains a linear classifier on the features of an encoder. A frozen one (spec 2) runs in
 * evaluation mode and only {@code fc} gets gradients; in fine-tuning it is trained, too, at a rate
 * of its own, with the batch statistics of each logical rank. Gradients are averaged over logical
 * ranks.
 */
public final class LinearTrainer implements AutoCloseable {

  private final Encoder backbone;
  private final Encoder classifier;
  private final boolean trainsBackbone;
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
   * Allocates the work space of a step on a frozen encoder.
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
    this(
        engine,
        backbone,
        classifier,
        false,
        new Sgd(engine, List.of(classifier.parameters()), momentum, weightDecay, nesterov, false),
        Ranks.on(workers, logicalRanks, batch),
        input,
        workers);
  }

  private LinearTrainer(
      TorchEngine engine,
      Encoder backbone,
      Encoder classifier,
      boolean trainsBackbone,
      Sgd optimizer,
      Ranks ranks,
      PictureInput input,
      Collective workers) {
    this.engine = engine;
    this.backbone = backbone;
    this.classifier = classifier;
    this.trainsBackbone = trainsBackbone;
    this.optimizer = optimizer;
    this.ranks = ranks;
    this.input = input;
    this.exchange = new RankExchange(ranks, workers);
    this.reducer =
        new GradientReducer(
            engine, parameters(backbone, classifier, trainsBackbone), ranks.local(), workers);
  }

  /**
   * Allocates the work space of a step that trains the encoder, too.
   *
   * @param backbone to be trained
   * @param channelsLast memory layout of the backbone's weights
   */
  static LinearTrainer finetuning(
      TorchEngine engine,
      Encoder backbone,
      Encoder classifier,
      OptimizerConfig config,
      boolean channelsLast,
      Ranks ranks,
      PictureInput input,
      Collective workers) {
    Sgd optimizer =
        new Sgd(
            engine,
            parameters(backbone, classifier, true),
            config.momentum(),
            config.weightDecay(),
            false,
            channelsLast);
    return new LinearTrainer(engine, backbone, classifier, true, optimizer, ranks, input, workers);
  }

  private static List<FlatParameters> parameters(
      Encoder backbone, Encoder classifier, boolean both) {
    return both
        ? List.of(classifier.parameters(), backbone.parameters())
        : List.of(classifier.parameters());
  }

  /**
   * Trains a classifier on a frozen encoder on one global batch.
   *
   * @param crops this worker's rows, rank after rank, equally many each
   * @param labels of those rows
   * @throws mclspark.UserError if a label is none of the classifier's classes
   */
  public Step step(ByteBuffer crops, long[] labels, double learningRate) {
    return step(crops, labels, learningRate, learningRate);
  }

  /**
   * Trains on one global batch.
   *
   * @param headRate learning rate of the classifier
   * @param learningRate of the encoder, if it is trained
   */
  Step step(ByteBuffer crops, long[] labels, double headRate, double learningRate) {
    int rows = labels.length / ranks.local();
    double[][] local = new double[ranks.local()][];
    for (int rank = 0; rank < ranks.local(); rank++) {
      try (Scope scope = Scope.open()) {
        int bytes = rows * input.rowBytes();
        ByteBuffer own = crops.slice(crops.position() + rank * bytes, bytes);
        Tensor features = features(input.tensor(own), rank); // [b, F]
        long[] targets = Arrays.copyOfRange(labels, rank * rows, (rank + 1) * rows);
        local[rank] = forwardAndBackward(features, targets);
        for (int network = 0; network < (trainsBackbone ? 2 : 1); network++) {
          reducer.add(network, rank);
        }
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
    optimizer.step(
        trainsBackbone ? List.of(headRate, learningRate) : List.of(headRate),
        1.0 / ranks.logical());
    return new Step(loss, hits / ((double) rows * ranks.logical()));
  }

  private Tensor features(Tensor pictures, int localRank) {
    if (!trainsBackbone) {
      return backbone.features(pictures, BatchNormMode.EVALUATE);
    }
    // Only rank 0's running statistics survive a step, as in pre-training.
    boolean tracked = ranks.first() + localRank == 0;
    try (Autograd.Mode on = Autograd.on()) {
      return backbone.features(
          pictures, tracked ? BatchNormMode.TRAIN : BatchNormMode.TRAIN_NO_TRACKING);
    }
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
