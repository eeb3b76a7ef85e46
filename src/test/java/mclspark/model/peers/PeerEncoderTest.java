package mclspark.model.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mclspark.model.BatchNormMode;
import mclspark.tensor.Autograd;
import mclspark.tensor.DataType;
import mclspark.tensor.DeviceMemory;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers with weights on a device. */
class PeerEncoderTest {

  private static final int BATCH = 3;
  private static final int CLASSES = 10;
  private static final int PROJECTION = 6;

  private final TorchEngine engine = TorchEngine.cpu(1);

  private PeerEncoder encoder(String arch, int peers, int projectionWidth) {
    PeerNetwork network = PeerArchitectures.named(arch, peers, CLASSES);
    PeerEncoder encoder = new PeerEncoder(engine, network, true, true, projectionWidth);
    encoder.initialize(3);
    return encoder;
  }

  private Tensor pictures() {
    Random random = new Random(1);
    float[] values = new float[BATCH * 3 * 32 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return engine.floats(values, BATCH, 3, 32, 32);
  }

  /** HCGNet has biases of one element, ShuffleNet weights of 58 channels. */
  @ParameterizedTest
  @ValueSource(strings = {"hcgnet_A1", "ShuffleNetV2_1x"})
  void everyParameterAndItsGradientLieAtMultiplesOf256Bytes(String arch) {
    try (Scope scope = Scope.open()) {
      FlatParameters parameters = encoder(arch, 2, PROJECTION).parameters();
      DeviceMemory memory = DeviceMemory.open();
      long values = memory.address(parameters.values());
      long gradients = memory.address(parameters.gradients());
      parameters
          .leaves()
          .forEach(
              (name, leaf) -> {
                assertEquals(0, (memory.address(leaf) - values) % 256, name);
                long gradient = memory.address(parameters.gradient(name));
                assertEquals(0, (gradient - gradients) % 256, name);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void outputsOfEveryPeer(int peers) {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", peers, 0);
      List<PeerOutput> outputs = encoder.forward(pictures(), BatchNormMode.EVALUATE);
      assertEquals(peers, encoder.peers());
      assertEquals(peers, outputs.size());
      for (PeerOutput output : outputs) {
        assertArrayEquals(new long[] {BATCH, CLASSES}, output.logits().shape());
        assertArrayEquals(new long[] {BATCH, 64}, output.embedding().shape());
      }
      if (peers > 1) {
        assertFalse(
            Arrays.equals(outputs.get(0).logits().toFloats(), outputs.get(1).logits().toFloats()));
      }
    }
  }

  @Test
  void projectionsHaveNormOne() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 2, PROJECTION);
      List<PeerOutput> outputs = encoder.forward(pictures(), BatchNormMode.EVALUATE);
      List<Tensor> projections = encoder.project(outputs);
      assertEquals(2, projections.size());
      for (int peer = 0; peer < 2; peer++) {
        Map<String, HostTensor> state = encoder.state();
        String name = "embed_list." + peer + ".proj_head.";
        float[] embedding = outputs.get(peer).embedding().toFloats();
        float[] projection = projections.get(peer).toFloats();
        for (int row = 0; row < BATCH; row++) {
          float[] x = Arrays.copyOfRange(embedding, row * 64, (row + 1) * 64);
          double[] expected = projected(state, name, x);
          for (int d = 0; d < PROJECTION; d++) {
            assertEquals(expected[d], projection[row * PROJECTION + d], 1e-5);
          }
        }
      }
    }
  }

  /** Spec 3.4 in double precision. */
  private static double[] projected(Map<String, HostTensor> state, String name, float[] x) {
    double[] hidden = linear(state, name + "0", widened(x));
    for (int d = 0; d < hidden.length; d++) {
      hidden[d] = Math.max(hidden[d], 0);
    }
    double[] last = linear(state, name + "2", hidden);
    double norm = Math.sqrt(Arrays.stream(last).map(value -> value * value).sum());
    return Arrays.stream(last).map(value -> value / norm).toArray();
  }

  private static double[] linear(Map<String, HostTensor> state, String name, double[] x) {
    float[] weight = floats(state.get(name + ".weight"));
    float[] bias = floats(state.get(name + ".bias"));
    double[] y = new double[bias.length];
    for (int d = 0; d < y.length; d++) {
      y[d] = bias[d];
      for (int i = 0; i < x.length; i++) {
        y[d] += (double) weight[d * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static double[] widened(float[] x) {
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    return wide;
  }

  private static float[] floats(HostTensor tensor) {
    float[] values = new float[(int) HostTensor.elements(tensor.shape())];
    tensor.data().slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void headsStandBehindThePeers() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 2, PROJECTION);
      List<String> network = List.copyOf(encoder.networkState().keySet());
      List<String> expected = new ArrayList<>(network);
      for (int peer = 0; peer < 2; peer++) {
        for (String name : new String[] {"0.weight", "0.bias", "2.weight", "2.bias"}) {
          expected.add("embed_list." + peer + ".proj_head." + name);
        }
      }
      assertEquals(expected, List.copyOf(encoder.state().keySet()));
      assertFalse(network.stream().anyMatch(name -> name.startsWith("embed_list")));
      long heads = 2 * (64 * PROJECTION + PROJECTION + PROJECTION * PROJECTION + PROJECTION);
      long peers = PeerArchitectures.named("resnet8", 2, CLASSES).parameters();
      assertEquals(peers + heads, encoder.parameters().count());
    }
  }

  @Test
  void withoutHeadsThereIsNoProjection() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 2, 0);
      List<PeerOutput> outputs = encoder.forward(pictures(), BatchNormMode.EVALUATE);
      assertThrows(IllegalStateException.class, () -> encoder.project(outputs));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrn_10_1", "ShuffleNetV2_05x", "hcgnet_A1"})
  void aPassWithoutHistoryLeavesNone(String arch) {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder(arch, 3, 0);
      Map<String, HostTensor> before = encoder.state();
      float[] without = lastLogits(encoder, BatchNormMode.TRAIN_NO_TRACKING);
      assertSame(before, encoder.state());
      float[] with = lastLogits(encoder, BatchNormMode.TRAIN);
      assertArrayEquals(without, with, 1e-4f);
      Map<String, HostTensor> after = encoder.state();
      before.forEach((name, values) -> assertEquals(isHistory(name), changed(values, after, name)));
    }
  }

  private float[] lastLogits(PeerEncoder encoder, BatchNormMode mode) {
    List<PeerOutput> outputs = encoder.forward(pictures(), mode);
    return outputs.get(outputs.size() - 1).logits().toFloats();
  }

  private static void assertSame(Map<String, HostTensor> one, Map<String, HostTensor> other) {
    assertEquals(one.keySet(), other.keySet());
    one.forEach((name, values) -> assertFalse(changed(values, other, name), name));
  }

  private static boolean isHistory(String name) {
    return name.contains(".running_") || name.endsWith(".num_batches_tracked");
  }

  private static boolean changed(HostTensor before, Map<String, HostTensor> after, String name) {
    return !before.data().equals(after.get(name).data());
  }

  @Test
  void countersCountTrainingPasses() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 3, 0);
      encoder.forward(pictures(), BatchNormMode.TRAIN);
      encoder.forward(pictures(), BatchNormMode.EVALUATE);
      encoder.forward(pictures(), BatchNormMode.TRAIN);
      for (String name : List.of("bn1", "layer3_2.0.bn2")) {
        ByteBuffer data = encoder.state().get(name + ".num_batches_tracked").data();
        assertEquals(2, data.slice().order(ByteOrder.LITTLE_ENDIAN).getLong(), name);
      }
    }
  }

  @Test
  void allPeersTeachTheSharedStem() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 3, 0);
      float[] sum = new float[16 * 3 * 3 * 3];
      for (int peer = 0; peer < 3; peer++) {
        float[] gradient = stemGradient(encoder, peer);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradient[i];
        }
      }
      float[] together = stemGradient(encoder, -1);
      for (int i = 0; i < sum.length; i++) {
        assertEquals(together[i], sum[i], 1e-3 * (1 + Math.abs(together[i])));
      }
    }
  }

  /** By the sum of one peer's logits, or of all if {@code wanted} is negative. */
  private float[] stemGradient(PeerEncoder encoder, int wanted) {
    Ops.zero(encoder.parameters().gradients());
    try (Autograd.Mode on = Autograd.on()) {
      List<PeerOutput> outputs = encoder.forward(pictures(), BatchNormMode.EVALUATE);
      Tensor loss = engine.zeros();
      for (int peer = 0; peer < outputs.size(); peer++) {
        if (wanted < 0 || wanted == peer) {
          Tensor logits = outputs.get(peer).logits();
          loss = Ops.add(loss, Ops.dot(logits, logits.detach()));
        }
      }
      Autograd.backward(loss);
    }
    return encoder.parameters().gradient("conv1.weight").toFloats();
  }

  @Test
  void aLoadedStateGivesTheSameOutputs() {
    try (Scope scope = Scope.open()) {
      PeerEncoder source = encoder("hcgnet_A1", 3, PROJECTION);
      source.forward(pictures(), BatchNormMode.TRAIN);
      PeerEncoder copy = encoder("hcgnet_A1", 3, PROJECTION);
      copy.load(source.state());
      assertSame(source.state(), copy.state());
      assertArrayEquals(
          lastLogits(source, BatchNormMode.EVALUATE), lastLogits(copy, BatchNormMode.EVALUATE));
    }
  }

  @Test
  void aWrongShapeIsNamed() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 2, 0);
      String name = "module_list.0.classifier.bias";
      HostTensor wrong =
          new HostTensor(DataType.FLOAT32, new long[] {2}, ByteBuffer.allocate(2 * Float.BYTES));
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> encoder.load(Map.of(name, wrong)));
      assertTrue(refusal.getMessage().startsWith(name + ": "), refusal.getMessage());
    }
  }

  @Test
  void theStartDependsOnTheSeed() {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder("resnet8", 2, PROJECTION);
      Map<String, HostTensor> first = encoder.state();
      encoder.initialize(4);
      String name = "embed_list.1.proj_head.2.bias";
      assertTrue(changed(first.get(name), encoder.state(), name));
      encoder.initialize(3);
      assertSame(first, encoder.state());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet8", "wrn_10_1", "ShuffleNetV2_05x"})
  void anEvaluationKeepsItsOutputsOnly(String arch) {
    try (Scope scope = Scope.open()) {
      PeerEncoder encoder = encoder(arch, 3, 0);
      Tensor pictures = pictures();
      int before = engine.liveTensors();
      encoder.forward(pictures, BatchNormMode.EVALUATE);
      assertEquals(before + 2 * 3, engine.liveTensors());
    }
  }
}
