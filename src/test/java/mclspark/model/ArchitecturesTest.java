package mclspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of architectures. */
final class ArchitecturesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet8",
        "resnet14",
        "resnet20",
        "resnet32",
        "resnet110",
        "resnet1202"
      })
  void known(String arch) {
    assertEquals(arch, Configurations.run("model.arch=" + arch).model().arch());
    Architectures.named(arch, false, Head.none());
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 224, 2483712", // conv1 802816, stages 802816, 501760, 250880, 125440
    "resnet8, 32, 86016" // conv1 16384, stages 32768, 24576, 12288
  })
  void mapsAreCounted(String arch, int side, long floats) {
    MapCensus maps = new MapCensus();
    Architectures.named(arch, false, Head.none()).walk(side, maps);
    assertEquals(floats, maps.floats());
  }

  @ParameterizedTest
  @CsvSource({
    "resnet21, resnet20",
    "resnet24, resnet26",
    "resnet2, resnet8",
    "resnet9999, resnet1202"
  })
  void nearestDepthIsProposed(String arch, String nearest) {
    assertEquals(
        "command line: model.arch is "
            + arch
            + "; CIFAR ResNets have a depth of 6n+2 from 8 to 1202, and torchvision's are resnet18,"
            + " resnet34 or resnet50; the nearest is "
            + nearest
            + ".",
        Configurations.refusal("model.arch=" + arch));
  }

  @Test
  void otherNames() {
    assertEquals(
        "command line: model.arch is \"vgg\"; it must be resnet18, resnet34, resnet50, or a CIFAR"
            + " ResNet such as resnet8 or resnet20.",
        Configurations.refusal("model.arch=vgg"));
    assertTrue(Configurations.refusal("model.arch=").contains("model.arch is \"\";"));
  }
}
