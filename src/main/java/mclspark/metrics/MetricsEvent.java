package mclspark.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code metrics.jsonl}: the contract between training and report, written out in
 * {@code src/docs/metrics.md}. Accuracies are percent (0 to 100), durations seconds, shares 0 to 1.
 * Epochs and steps count from 0; where a component is called {@code stepsDone} it counts finished
 * steps of the whole run, and the line calls it {@code step}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(MetricsEvent.Run.class),
  @JsonSubTypes.Type(MetricsEvent.Step.class),
  @JsonSubTypes.Type(MetricsEvent.Epoch.class),
  @JsonSubTypes.Type(MetricsEvent.TrainStep.class),
  @JsonSubTypes.Type(MetricsEvent.TrainEpoch.class),
  @JsonSubTypes.Type(MetricsEvent.Evaluation.class),
  @JsonSubTypes.Type(MetricsEvent.TrainDone.class),
  @JsonSubTypes.Type(MetricsEvent.Knn.class),
  @JsonSubTypes.Type(MetricsEvent.Features.class),
  @JsonSubTypes.Type(MetricsEvent.Agreement.class),
  @JsonSubTypes.Type(MetricsEvent.Similarity.class),
  @JsonSubTypes.Type(MetricsEvent.LinearStep.class),
  @JsonSubTypes.Type(MetricsEvent.Linear.class),
  @JsonSubTypes.Type(MetricsEvent.Finetune.class),
  @JsonSubTypes.Type(MetricsEvent.Confusion.class),
  @JsonSubTypes.Type(MetricsEvent.Checkpoint.class),
  @JsonSubTypes.Type(MetricsEvent.Restart.class),
  @JsonSubTypes.Type(MetricsEvent.Warning.class),
  @JsonSubTypes.Type(MetricsEvent.Skipped.class),
  @JsonSubTypes.Type(MetricsEvent.Done.class)
})
public sealed interface MetricsEvent {

  /** The total loss and its four terms (spec 1.4), in nats. A term that does not exist is 0. */
  record Losses(double loss, double vcl, double icl, double softVcl, double softIcl) {}

  /** Accuracy of peer 0's query against its key and the queue, in percent (spec 1.5). */
  record Retrieval(double top1, double top5) {}

  /** Pictures per second of all workers, and the shares of the time that were spent waiting. */
  record Speed(double imagesPerSecond, double dataWait, double allReduce) {}

  /** First line of a run, written again when a run is resumed: what runs, with what, on what. */
  @JsonTypeName("run")
  record Run(
      @JsonSerialize(using = ToStringSerializer.class) Instant time,
      String name,
      String job,
      Map<String, ?> config,
      Map<String, String> versions,
      String engine,
      int classes,
      long parameters,
      int peers,
      int epochs,
      long stepsPerEpoch,
      int logicalRanks,
      int workers)
      implements MetricsEvent {}

  /**
   * Steps since the last such line, up to and with {@code step}: {@code images} and {@code seconds}
   * are theirs together, the losses and the rest their averages.
   */
  @JsonTypeName("step")
  record Step(
      int epoch,
      long step,
      long images,
      double seconds,
      double lr,
      @JsonUnwrapped Losses losses,
      @JsonUnwrapped Retrieval retrieval,
      @JsonUnwrapped Speed speed)
      implements MetricsEvent {}

  /** End of an epoch: averages over its steps, weighted by pictures. */
  @JsonTypeName("epoch")
  record Epoch(
      int epoch,
      @JsonProperty("step") long stepsDone,
      long images,
      double seconds,
      double lr,
      @JsonUnwrapped Losses losses,
      @JsonUnwrapped Retrieval retrieval,
      @JsonUnwrapped Speed speed)
      implements MetricsEvent {}

  /**
   * The terms of a supervised loss (spec 3.5) in nats, the contrastive ones times their weights; a
   * term that does not exist is 0.
   */
  record PeerTerms(
      double loss, double cls, double kd, double vcl, double icl, double softVcl, double softIcl) {}

  /** {@link Step} of supervised training, with the training accuracies. */
  @JsonTypeName("step")
  record TrainStep(
      int epoch,
      long step,
      long images,
      double seconds,
      double lr,
      @JsonUnwrapped PeerTerms losses,
      List<Double> trainAccuracy,
      double trainEnsembleAccuracy,
      @JsonUnwrapped Speed speed)
      implements MetricsEvent {}

  /** {@link Epoch} of supervised training. */
  @JsonTypeName("epoch")
  record TrainEpoch(
      int epoch,
      @JsonProperty("step") long stepsDone,
      long images,
      double seconds,
      double lr,
      @JsonUnwrapped PeerTerms losses,
      List<Double> trainAccuracy,
      double trainEnsembleAccuracy,
      @JsonUnwrapped Speed speed)
      implements MetricsEvent {}

  /**
   * Test after the training of {@code epoch}: accuracies of each peer and of the ensemble (spec
   * 3.7); the loss is summed over peers.
   */
  @JsonTypeName("evaluation")
  record Evaluation(
      int epoch,
      @JsonProperty("step") long stepsDone,
      List<Double> top1,
      double ensembleTop1,
      List<Double> top5,
      double ensembleTop5,
      double loss,
      long images)
      implements MetricsEvent {}

  /** Accuracies after an epoch. */
  record EpochScore(int epoch, List<Double> top1, double ensembleTop1) {}

  /** {@link Done} of supervised training: the best epoch and the last one kept apart. */
  @JsonTypeName("done")
  record TrainDone(double seconds, long images, EpochScore best, EpochScore last)
      implements MetricsEvent {}

  /** kNN accuracy of a peer after {@code epoch} finished epochs; 0 is the untrained encoder. */
  @JsonTypeName("knn")
  record Knn(
      int epoch,
      @JsonProperty("step") long stepsDone,
      String peer,
      int k,
      double temperature,
      double top1,
      long pictures)
      implements MetricsEvent {}

  /**
   * What a peer's features of the training pictures are like that kNN compares with, beside each
   * {@link Knn}.
   */
  @JsonTypeName("features")
  record Features(
      int epoch,
      @JsonProperty("step") long stepsDone,
      String peer,
      double rankMe,
      double uniformity,
      double classAlignment,
      long pictures)
      implements MetricsEvent {}

  /**
   * How often two peers say the same of a test picture, mean over pairs of peers, in percent: the
   * same class, the same nearest training picture.
   */
  @JsonTypeName("agreement")
  record Agreement(
      int epoch,
      @JsonProperty("step") long stepsDone,
      double sameClass,
      double sameNeighbour,
      long pictures)
      implements MetricsEvent {}

  /**
   * Cosines of a peer's queries in the last step of an epoch with their own keys and with the
   * queue's, and the mean squared distance of two views that follows.
   */
  @JsonTypeName("similarity")
  record Similarity(
      int epoch,
      @JsonProperty("step") long stepsDone,
      String peer,
      double positive,
      double negative,
      double alignment)
      implements MetricsEvent {}

  /**
   * {@link Step} of linear classification and fine-tuning: loss and training accuracy are means
   * over the encoders.
   */
  @JsonTypeName("step")
  record LinearStep(
      int epoch,
      long step,
      long images,
      double seconds,
      double lr,
      double loss,
      double trainTop1,
      @JsonUnwrapped Speed speed)
      implements MetricsEvent {}

  /**
   * One epoch of the linear classifier on a frozen encoder (spec 2); {@code peer} is "0", "1", ...
   * or "untrained", {@code images} the number of validation pictures.
   */
  @JsonTypeName("linear")
  record Linear(
      String peer,
      int epoch,
      @JsonProperty("step") long stepsDone,
      double lr,
      double trainLoss,
      double trainTop1,
      double loss,
      double top1,
      double top5,
      long images,
      double bestTop1)
      implements MetricsEvent {}

  /**
   * One epoch of an encoder that is trained with its classifier on {@code labels} pictures; {@code
   * peer} is "0", "1", ... or "scratch", the control from initial weights. {@code lr} is the
   * encoder's rate.
   */
  @JsonTypeName("finetune")
  record Finetune(
      String peer,
      int epoch,
      @JsonProperty("step") long stepsDone,
      double lr,
      double headLr,
      int labels,
      double trainLoss,
      double trainTop1,
      double loss,
      double top1,
      double top5,
      long images,
      double bestTop1)
      implements MetricsEvent {}

  /** Final validation counts of a peer's linear classifier: a row per true class. */
  @JsonTypeName("confusion")
  record Confusion(String peer, List<String> classes, List<List<Long>> counts)
      implements MetricsEvent {}

  /** A committed checkpoint, the seconds that writing took and its size. */
  @JsonTypeName("checkpoint")
  record Checkpoint(
      @JsonProperty("step") long stepsDone, int epoch, String path, long bytes, double seconds)
      implements MetricsEvent {}

  /** The barrier stage failed and starts again after {@code stepsDone} steps. */
  @JsonTypeName("restart")
  record Restart(int attempt, @JsonProperty("step") long stepsDone, int workers, String reason)
      implements MetricsEvent {}

  /** Something the user should look at, seen in {@code step}. */
  @JsonTypeName("warning")
  record Warning(long step, String message) implements MetricsEvent {}

  /** A picture that was left out because it could not be read. */
  @JsonTypeName("skipped")
  record Skipped(String path, String reason) implements MetricsEvent {}

  /** Last line of a run that came to its end: seconds since its last start, all its pictures. */
  @JsonTypeName("done")
  record Done(double seconds, long images) implements MetricsEvent {}
}
