package mclspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerOutput;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.Autocast;
import mclspark.tensor.Autograd;
import mclspark.tensor.DataType;
import mclspark.tensor.Precision;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks in bfloat16 beside the same in float32: other numbers, but the same direction. Deep
 * networks of random weights magnify rounding: noise of 2 % on its pictures turns ResNet-50's own
 * float32 gradient further away than bfloat16 does.
 */
final class MixedPrecisionTest {

  private static final int BATCH = 8;

  /** What an encoder gives for the same pictures. */
  private record Passes(float[] outputs, float[] gradients) {}

  private final TorchEngine float32 = TorchEngine.cpu(1);

  @BeforeEach
  void askTheProcessor() {
    assumeTrue(Autocast.problem(float32).isEmpty(), "no bfloat16 here");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet8, 16, true, 0.99, 0.9",
    "resnet8, 16, false, 0.99, 0.9",
    "resnet18, 64, true, 0.99, 0.8",
    "resnet50, 64, true, 0.95, 0.1"
  })
  void encodersGiveFloat32OfTheSameDirection(
      String arch, int side, boolean channelsLast, double outputs, double gradients) {
    Passes exact = encoder(float32, arch, side, channelsLast);
    Passes low = encoder(float32.in(Precision.BF16), arch, side, channelsLast);
    assertClose(exact, low, outputs, gradients);
  }

  private static Passes encoder(TorchEngine engine, String arch, int side, boolean channelsLast) {
    try (Scope scope = Scope.open()) {
      Encoder encoder =
          new Encoder(
              engine, Architectures.named(arch, false, Head.linear(16)), true, channelsLast);
      encoder.initialize(1, "");
      Tensor pictures = pictures(engine, side);
      Tensor outputs;
      try (Autograd.Mode on = Autograd.on()) {
        outputs = encoder.forward(pictures, BatchNormMode.TRAIN);
      }
      assertEquals(DataType.FLOAT32, outputs.type());
      Autograd.backward(outputs, noise(engine, Purpose.EXAMPLES, BATCH, 16));
      return new Passes(outputs.toFloats(), encoder.parameters().gradients().toFloats());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet8, 0.99, 0.9",
    "wrn_16_2, 0.99, 0.8",
    "hcgnet_A1, 0.98, 0.6",
    "ShuffleNetV2_05x, 0.98, 0.6"
  })
  void supervisedPeersToo(String arch, double outputs, double gradients) {
    Passes exact = peers(float32, arch);
    Passes low = peers(float32.in(Precision.BF16), arch);
    assertClose(exact, low, outputs, gradients);
  }

  private static Passes peers(TorchEngine engine, String arch) {
    try (Scope scope = Scope.open()) {
      PeerEncoder peers =
          new PeerEncoder(engine, PeerArchitectures.named(arch, 1, 10), true, true, 0);
      peers.initialize(1);
      List<PeerOutput> outputs;
      try (Autograd.Mode on = Autograd.on()) {
        outputs = peers.forward(pictures(engine, 32), BatchNormMode.TRAIN);
      }
      Tensor logits = outputs.get(0).logits();
      assertEquals(DataType.FLOAT32, logits.type());
      assertEquals(DataType.FLOAT32, outputs.get(0).embedding().type());
      Autograd.backward(logits, noise(engine, Purpose.EXAMPLES, BATCH, 10));
      return new Passes(
          outputs.get(0).embedding().toFloats(), peers.parameters().gradients().toFloats());
    }
  }

  private static Tensor pictures(TorchEngine engine, int side) {
    return noise(engine, Purpose.QUERY_CROP, BATCH, 3, side, side);
  }

  private static Tensor noise(TorchEngine engine, Purpose purpose, long... shape) {
    CounterRandom random = CounterRandom.of(1, 0, 0, purpose);
    float[] values =
        new float[(int) Arrays.stream(shape).reduce(1, (product, size) -> product * size)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return engine.floats(values, shape);
  }

  private static void assertClose(Passes exact, Passes low, double outputs, double gradients) {
    assertNear(exact.outputs, low.outputs, outputs);
    assertNear(exact.gradients, low.gradients, gradients);
  }

  /** Not the same numbers, or nothing was computed in bfloat16. */
  private static void assertNear(float[] exact, float[] low, double least) {
    double dot = 0;
    double square = 0;
    double other = 0;
    for (int i = 0; i < exact.length; i++) {
      dot += (double) exact[i] * low[i];
      square += (double) exact[i] * exact[i];
      other += (double) low[i] * low[i];
    }
    double cosine = dot / Math.sqrt(square * other);
    assertTrue(cosine >= least && cosine < 1 - 1e-9, "cosine " + cosine);
  }
}
