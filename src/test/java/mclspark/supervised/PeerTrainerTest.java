package mclspark.supervised;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import mclspark.collective.SingleProcess;
import mclspark.loss.Distillation;
import mclspark.loss.InBatchMclLoss;
import mclspark.loss.LogitLosses;
import mclspark.loss.MclSettings;
import mclspark.loss.MclWeights;
import mclspark.model.BatchNormMode;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.step.PictureInput;
import mclspark.step.Sgd;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTrainerTest {

  private static final int ROWS = 12;
  private static final int SIDE = 32;
  private static final MclWeights WEIGHTS = new MclWeights(0.1, 1, 0.1, 1);

  private static PeerTrainer.LabelledBatch batch() {
    byte[] crops = new byte[ROWS * SIDE * SIDE * 3];
    new Random(3).nextBytes(crops);
    ByteBuffer direct = ByteBuffer.allocateDirect(crops.length).put(crops).flip();
    int[] labels = IntStream.range(0, ROWS).map(row -> row % 4).toArray();
    return new PeerTrainer.LabelledBatch(direct, labels, IntStream.range(0, ROWS).toArray());
  }

  /** Parameters after two steps with W ranks and frozen batch norms, and the first step's loss. */
  private static Map<String, float[]> train(TorchEngine engine, int ranks, double[] loss) {
    PeerEncoder peers =
        new PeerEncoder(engine, PeerArchitectures.named("resnet8", 2, 4), true, true, 8);
    peers.initialize(5);
    Sgd optimizer = new Sgd(engine, List.of(peers.parameters()), 0.9, 5e-4, true, true);
    double[] half = {0.5, 0.5, 0.5};
    PictureInput input = PictureInput.crops(engine, SIDE, half, half);
    MclSettings settings = new MclSettings(0.1, 3, WEIGHTS);
    try (PeerTrainer trainer =
        new PeerTrainer(
            engine,
            peers,
            input,
            new LogitLosses(engine, 3, Distillation.DETACHED_TEACHER),
            Optional.of(new InBatchContrast(new InBatchMclLoss(engine, settings))),
            WEIGHTS,
            BatchNormMode.EVALUATE,
            optimizer,
            ranks,
            ROWS / ranks,
            new SingleProcess())) {
      List<SupervisedLosses> first = trainer.step(batch(), 0, 0.01);
      loss[0] = first.stream().mapToDouble(SupervisedLosses::total).average().orElseThrow();
      trainer.step(batch(), 0, 0.01);
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> leaf : peers.parameters().leaves().entrySet()) {
      values.put(leaf.getKey(), leaf.getValue().toFloats());
    }
    return values;
  }

  /** Spec: W ranks of b rows equal one rank of W b rows, except for batch norm. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6})
  void ranksSeeTheGlobalBatch(int ranks) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      double[] oneLoss = new double[1];
      double[] manyLoss = new double[1];
      Map<String, float[]> one = train(engine, 1, oneLoss);
      Map<String, float[]> many = train(engine, ranks, manyLoss);
      assertEquals(oneLoss[0], manyLoss[0], 1e-5 * oneLoss[0]);
      one.forEach((name, values) -> assertArrayEquals(values, many.get(name), 2e-5f, name));
    }
  }

  @Test
  void liveTensorsStayConstantOverSteps() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      PeerEncoder peers =
          new PeerEncoder(engine, PeerArchitectures.named("resnet8", 3, 4), true, true, 8);
      peers.initialize(5);
      double[] half = {0.5, 0.5, 0.5};
      try (PeerTrainer trainer =
          PeerTrainer.inBatch(
              engine,
              peers,
              PictureInput.crops(engine, SIDE, half, half),
              new LogitLosses(engine, 3, Distillation.DETACHED_TEACHER),
              new MclSettings(0.1, 3, WEIGHTS),
              new Sgd(engine, List.of(peers.parameters()), 0.9, 5e-4, true, true),
              2,
              ROWS / 2,
              new SingleProcess())) {
        trainer.step(batch(), 0, 0.01);
        int alive = engine.liveTensors();
        for (int step = 0; step < 20; step++) {
          trainer.step(batch(), 0, 0.01);
          assertEquals(alive, engine.liveTensors());
        }
      }
    }
  }
}
