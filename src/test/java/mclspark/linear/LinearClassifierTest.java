package mclspark.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.collective.SingleProcess;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.run.TestPass;
import mclspark.step.PictureInput;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frozen encoder's check, and which epoch is the best. */
final class LinearClassifierTest {

  @Test
  void changedBackboneIsFound() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      Encoder backbone =
          new Encoder(engine, Architectures.named("resnet8", false, Head.none()), false, true);
      backbone.initialize(1, "test.");
      try (LinearClassifier classifier = classifier(engine, backbone)) {
        classifier.checkFrozen();
        Ops.zero(backbone.parameters().leaves().get("bn1.weight"));
        IllegalStateException error =
            assertThrows(IllegalStateException.class, classifier::checkFrozen);
        assertEquals(
            "The frozen encoder of 0 changed: bn1.weight is not what was loaded",
            error.getMessage());
      }
    }
  }

  /** libtorch itself skips -100 without a word; on a GPU the others end the process's context. */
  @ParameterizedTest
  @ValueSource(longs = {-100, -1, 2})
  void aLabelThatIsNoClassNeverReachesTheDevice(long label) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      Encoder backbone =
          new Encoder(engine, Architectures.named("resnet8", false, Head.none()), false, false);
      backbone.initialize(1, "test.");
      try (LinearClassifier classifier = classifier(engine, backbone)) {
        ByteBuffer crops = ByteBuffer.allocateDirect(2 * 32 * 32 * 3);
        UserError error =
            assertThrows(
                UserError.class, () -> classifier.step(crops, new long[] {1, label}, 2, 0.1, 0.1));
        assertEquals(
            "Row 1 of a batch has label "
                + label
                + ", but the networks tell 2 classes apart (0 to 1); check the number of classes"
                + " and the data.",
            error.getMessage());
      }
    }
  }

  @Test
  void onlyAStrictlyBetterEpochReplacesTheBest() {
    assertEquals(1, LinearClassifier.best(List.of(score(1), score(3), score(3), score(2))));
    assertEquals(0, LinearClassifier.best(List.of(score(2))));
  }

  @Test
  void scoresSurviveACheckpoint() {
    LinearScore score = new LinearScore(1.25, 2, 3, Double.MIN_VALUE, 5, 6, 7);
    assertEquals(score, LinearScore.of(score.toLongs()));
    assertEquals(500 / 7.0, score.top1(), 1e-12);
    assertEquals(200 / 3.0, score.trainTop1(), 1e-12);
  }

  @Test
  void partsOfWorkersAreWholeBatches() {
    assertEquals(0, TestPass.shard(130, 0, 2).from());
    assertEquals(64, TestPass.shard(130, 0, 2).to());
    assertEquals(64, TestPass.shard(130, 1, 2).from());
    assertEquals(130, TestPass.shard(130, 1, 2).to());
    assertEquals(0, TestPass.shard(10, 0, 2).steps());
  }

  private static LinearScore score(long hits) {
    return new LinearScore(0, 0, 0, 0, hits, hits, 10);
  }

  private static LinearClassifier classifier(TorchEngine engine, Encoder backbone) {
    Encoder head = new Encoder(engine, Architectures.headOnly(64, Head.classifier(2)), true, false);
    PictureInput input =
        PictureInput.crops(engine, 32, new double[] {0, 0, 0}, new double[] {1, 1, 1});
    LinearTrainer trainer =
        new LinearTrainer(engine, backbone, head, 0.9, 0, false, 1, 2, input, new SingleProcess());
    return new LinearClassifier("0", backbone, Map.copyOf(backbone.state()), head, trainer);
  }

  @Test
  void moreClassesThanATensorHoldsAreRefused() {
    assertEquals(Optional.empty(), LinearPlan.problem(2048, 21_841));
    assertEquals(
        "data.train has 300,000 classes; a classifier on 2,048 features can have at most 262,016.",
        LinearPlan.problem(2048, 300_000).orElseThrow());
  }

  @Test
  void pairsOfTooManyClassesAreNotCounted() {
    LinearCounts counts = new LinearCounts(1, 1, 1, 1, new long[0]);
    assertEquals(List.of(), counts.matrix(21_841));
  }
}
