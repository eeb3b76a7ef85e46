package mclspark.model.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import mclspark.model.StateEntry;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How parameters start: the table of spec 5.1. */
class PeerInitialValuesTest {

  @ParameterizedTest
  @CsvSource({
    "resnet32, 2, module_list.0.layer3.1.conv1.weight",
    "resnet32, 4, layer3_2.1.conv1.weight",
    "resnet110, 2, module_list.1.layer3.1.conv2.weight",
    "wrn_16_2, 2, module_list.0.block3.layer.1.conv1.weight",
    "wrn_16_2, 4, block3_3.layer.1.conv1.weight",
    "resnet18, 4, layer4_0.0.downsample.0.weight"
  })
  void normalByFanOut(String arch, int peers, String name) {
    StateEntry entry = entry(arch, peers, name);
    long[] shape = entry.shape();
    double deviation = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
    float[] values = values(entry);
    assertEquals(0, mean(values), 5 * deviation / Math.sqrt(values.length));
    assertEquals(1, rootMeanSquare(values) / deviation, 0.05);
    assertTrue(largest(values) > 2.5 * deviation, "not a uniform distribution");
  }

  @ParameterizedTest
  @CsvSource({
    "ShuffleNetV2_1x, 2, module_list.0.layer3.0.conv3.weight, 232",
    "ShuffleNetV2_1x, 4, layer3_1.0.conv4.weight, 9",
    "hcgnet_A2, 2, module_list.1.features.HybridBlock2.SMG3.conv2_3x3.conv.weight, 324",
    "hcgnet_A2, 4, layer3_HybridBlock0.SMG8.fcall.weight, 128",
    "hcgnet_A2, 4, layer3_HybridBlock0.SMG8.fcall.bias, 128",
    "resnet32, 2, module_list.0.classifier.weight, 64",
    "resnet32, 4, classifier_3.bias, 64",
    "wrn_16_2, 2, module_list.0.fc.weight, 128",
    "wrn_16_2, 4, classifier_0.bias, 128"
  })
  void uniformByFanIn(String arch, int peers, String name, int fanIn) {
    float[] values = values(entry(arch, peers, name));
    double bound = 1 / Math.sqrt(fanIn);
    assertTrue(largest(values) <= bound, "beyond the bound");
    assertTrue(largest(values) > 0.9 * bound, "far from the bound");
    double expected = bound / Math.sqrt(3);
    assertEquals(1, rootMeanSquare(values) / expected, 2 / Math.sqrt(values.length));
  }

  @Test
  void constants() {
    assertAll("resnet32", "module_list.0.layer1.0.bn2.weight", 1);
    assertAll("resnet32", "module_list.0.layer1.0.bn2.bias", 0);
    assertAll("hcgnet_A1", "module_list.0.features.norm5.running_var", 1);
    assertAll("hcgnet_A1", "module_list.0.features.norm5.running_mean", 0);
    assertAll("wrn_16_2", "module_list.1.fc.bias", 0);
  }

  @Test
  void peersStartDifferently() {
    float[] first = values(entry("resnet32", 4, "layer2_0.0.conv1.weight"));
    float[] second = values(entry("resnet32", 4, "layer2_1.0.conv1.weight"));
    assertFalse(Arrays.equals(first, second));
  }

  private static void assertAll(String arch, String name, float expected) {
    float[] values = values(entry(arch, 2, name));
    float[] constant = new float[values.length];
    Arrays.fill(constant, expected);
    assertArrayEquals(constant, values, name);
  }

  private static StateEntry entry(String arch, int peers, String name) {
    return PeerArchitectures.named(arch, peers, 100).state().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static float[] values(StateEntry entry) {
    float[] values = new float[(int) HostTensor.elements(entry.shape())];
    long item = entry.name().hashCode();
    entry.initial().fill(CounterRandom.of(5, 0, item, Purpose.INITIAL_WEIGHTS), values);
    return values;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double rootMeanSquare(float[] values) {
    double square = 0;
    for (float value : values) {
      square += (double) value * value;
    }
    return Math.sqrt(square / values.length);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
