package mclspark.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.Autocast;
import mclspark.tensor.Autograd;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Precision;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import mclspark.tensor.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A forward pass in one call beside the same layer by layer, which a trace makes it be. */
final class ForwardScriptTest {

  private static final int BATCH = 4;
  private static final int SIDE = 32;
  private static final int OUTPUTS = 16;

  /** Asks for the input's strides, and runs the pass. */
  private static final int CALLS = 2;

  private final TorchEngine engine = TorchEngine.cpu(1);

  /** What passes leave. */
  private record Left(List<float[]> outputs, float[] gradients, Map<String, HostTensor> state) {}

  private interface Pass {
    List<Tensor> forward(Tensor pictures, BatchNormMode mode);
  }

  @ParameterizedTest
  @CsvSource({"resnet8, true", "resnet8, false", "resnet18, true"})
  void encodersGiveTheSameBitsInOneCall(String arch, boolean channelsLast) {
    assertEqualBits(
        encoder(engine, arch, channelsLast, true), encoder(engine, arch, channelsLast, false));
  }

  @Test
  void encodersGiveTheSameBitsInBfloat16() {
    assumeTrue(Autocast.problem(engine).isEmpty(), "no bfloat16 here");
    TorchEngine low = engine.in(Precision.BF16);
    assertEqualBits(encoder(low, "resnet18", true, true), encoder(low, "resnet18", true, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet32", "wrn_16_2", "hcgnet_A1", "ShuffleNetV2_05x", "resnet18"})
  void peersGiveTheSameBitsInOneCall(String arch) {
    assertEqualBits(peers(arch, true), peers(arch, false));
  }

  @Test
  void aPassIsOneCall() {
    try (Scope scope = Scope.open()) {
      Encoder encoder =
          new Encoder(engine, Architectures.named("resnet18", false, Head.mlp(8)), true, true);
      encoder.initialize(1, "");
      Tensor pictures = pictures(engine, 1);
      assertTrue(calls(() -> encoder.forward(pictures, BatchNormMode.TRAIN)) > 60);
      assertEquals(CALLS, calls(() -> encoder.forward(pictures, BatchNormMode.TRAIN)));
      for (String arch : PeerArchitectures.names()) {
        PeerEncoder peers =
            new PeerEncoder(engine, PeerArchitectures.named(arch, 3, 10), false, true, 0);
        peers.forward(pictures, BatchNormMode.EVALUATE);
        assertEquals(CALLS, calls(() -> peers.forward(pictures, BatchNormMode.EVALUATE)), arch);
      }
    }
  }

  /** Everything that a plan of a convolution or the layers depend on asks for a pass of its own. */
  @Test
  void anotherKindOfPassIsHeardAnew() {
    try (Scope scope = Scope.open()) {
      Encoder encoder =
          new Encoder(engine, Architectures.named("resnet8", false, Head.none()), true, true);
      encoder.initialize(1, "");
      Tensor pictures = pictures(engine, 1);
      encoder.forward(pictures, BatchNormMode.TRAIN);
      assertTrue(calls(() -> encoder.forward(pictures, BatchNormMode.EVALUATE)) > CALLS);
      assertTrue(calls(() -> encoder.features(pictures, BatchNormMode.TRAIN)) > CALLS);
      try (Autograd.Mode on = Autograd.on()) {
        assertTrue(calls(() -> encoder.forward(pictures, BatchNormMode.TRAIN)) > CALLS);
      }
      assertEquals(CALLS, calls(() -> encoder.forward(pictures, BatchNormMode.EVALUATE)));
    }
  }

  @Test
  void passesKeepNoTensors() {
    try (Scope scope = Scope.open()) {
      Encoder encoder =
          new Encoder(engine, Architectures.named("resnet8", false, Head.linear(8)), true, true);
      encoder.initialize(1, "");
      Tensor pictures = pictures(engine, 1);
      int before = engine.liveTensors();
      for (int round = 0; round < 3; round++) {
        try (Scope step = Scope.open()) {
          encoder.forward(pictures, BatchNormMode.TRAIN);
        }
        assertEquals(before, engine.liveTensors());
      }
    }
  }

  private static long calls(Runnable pass) {
    long before = TorchEngine.scriptCalls();
    pass.run();
    return TorchEngine.scriptCalls() - before;
  }

  private static Left encoder(
      TorchEngine engine, String arch, boolean channelsLast, boolean layerByLayer) {
    try (Scope scope = Scope.open()) {
      Encoder encoder =
          new Encoder(
              engine, Architectures.named(arch, false, Head.mlp(OUTPUTS)), true, channelsLast);
      encoder.initialize(1, "");
      Pass pass = (pictures, mode) -> List.of(encoder.forward(pictures, mode));
      List<float[]> outputs = passes(engine, layerByLayer, pass);
      return left(outputs, encoder.parameters(), encoder.state());
    }
  }

  private Left peers(String arch, boolean layerByLayer) {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder =
          new PeerEncoder(engine, PeerArchitectures.named(arch, 2, OUTPUTS), true, true, 0);
      encoder.initialize(1);
      Pass pass =
          (pictures, mode) ->
              encoder.forward(pictures, mode).stream()
                  .flatMap(peer -> Stream.of(peer.logits(), peer.embedding()))
                  .toList();
      List<float[]> outputs = passes(engine, layerByLayer, pass);
      return left(outputs, encoder.parameters(), encoder.state());
    }
  }

  private static Left left(
      List<float[]> outputs, FlatParameters parameters, Map<String, HostTensor> state) {
    return new Left(outputs, parameters.gradients().toFloats(), state);
  }

  /**
   * Two passes of each mode, of which the second is a script's; those in training with gradients.
   */
  private static List<float[]> passes(TorchEngine engine, boolean layerByLayer, Pass pass) {
    List<float[]> outputs = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (BatchNormMode mode : BatchNormMode.values()) {
        Tensor pictures = pictures(engine, round);
        try (Autograd.Mode recording =
            mode == BatchNormMode.EVALUATE ? Autograd.off() : Autograd.on()) {
          List<Tensor> given =
              layerByLayer ? traced(pass, pictures, mode) : pass.forward(pictures, mode);
          given.forEach(output -> outputs.add(output.toFloats()));
          if (mode != BatchNormMode.EVALUATE) {
            Autograd.backward(given.get(0), noise(engine, Purpose.EXAMPLES, given.get(0).shape()));
          }
        }
      }
    }
    return outputs;
  }

  private static List<Tensor> traced(Pass pass, Tensor pictures, BatchNormMode mode) {
    try (Trace trace = Trace.start()) {
      return pass.forward(pictures, mode);
    }
  }

  private static void assertEqualBits(Left expected, Left actual) {
    assertEquals(expected.outputs.size(), actual.outputs.size());
    for (int i = 0; i < expected.outputs.size(); i++) {
      assertArrayEquals(expected.outputs.get(i), actual.outputs.get(i), "outputs " + i);
    }
    assertArrayEquals(expected.gradients, actual.gradients, "gradients");
    assertEquals(expected.state.keySet(), actual.state.keySet());
    expected.state.forEach(
        (name, values) -> assertEquals(values.data(), actual.state.get(name).data(), name));
    assertTrue(Stream.of(actual.gradients).anyMatch(g -> !Arrays.equals(g, new float[g.length])));
  }

  private static Tensor pictures(TorchEngine engine, int seed) {
    return noise(engine, seed == 0 ? Purpose.QUERY_CROP : Purpose.KEY_CROP, BATCH, 3, SIDE, SIDE);
  }

  private static Tensor noise(TorchEngine engine, Purpose purpose, long... shape) {
    CounterRandom random = CounterRandom.of(1, 0, 0, purpose);
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return engine.floats(values, shape);
  }
}
