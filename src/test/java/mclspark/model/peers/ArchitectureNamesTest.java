package mclspark.model.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that supervised training may be configured with. */
final class ArchitectureNamesTest {

  private static final String RULE =
      "it must be a CIFAR ResNet of depth 6n+2 from 8 to 1202 other than 50, wrn_16_2, wrn_28_4,"
          + " wrn_40_2, hcgnet_A1, hcgnet_A2, ShuffleNetV2_05x, ShuffleNetV2_1x, resnet18 or"
          + " resnet34";

  @ParameterizedTest
  @CsvSource({
    "ResNet-32, resnet32",
    "resnet110, resnet110",
    "resnet8, resnet8",
    "WRN_16_2, wrn_16_2",
    "wrn-28-4, wrn_28_4",
    "hcgnet-a1, hcgnet_A1",
    "HCGNet_A2, hcgnet_A2",
    "shufflenetv2-0.5x, ShuffleNetV2_05x",
    "ShuffleNetV2_1x, ShuffleNetV2_1x"
  })
  void caseDotsAndHyphensDoNotMatter(String given, String canonical) {
    assertEquals(canonical, Configurations.train("model.arch=" + given).model().arch());
  }

  @Test
  void twelveArePublished() {
    assertEquals(12, PeerArchitectures.names().size());
    for (String name : PeerArchitectures.names()) {
      assertEquals(Optional.of(name), PeerArchitectures.canonical(name));
    }
    assertTrue(PeerArchitectures.isImagenet("resnet34"));
  }

  @Test
  void everyDepthThatMayBeConfiguredCanBeBuilt() {
    List<String> depths = IntStream.rangeClosed(1, 9999).mapToObj(d -> "resnet" + d).toList();
    List<String> configured =
        depths.stream().flatMap(name -> PeerArchitectures.canonical(name).stream()).toList();
    assertEquals(201, configured.size()); // 6n+2 from 8 to 1202 without 50, and 18 and 34
    configured.forEach(name -> PeerArchitectures.named(name, 1, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet33, the nearest is resnet32.",
    "resnet47, the nearest is resnet44.",
    "resnet50, the nearest is resnet56.",
    "resnet51, the nearest is resnet56.",
    "resnet9999, the nearest is resnet1202.",
    "wrn_16_4, did you mean wrn_16_2",
    "hcgnet_b1, did you mean hcgnet_A1",
    "shufflenet_1x, did you mean ShuffleNetV2_1x"
  })
  void nearestIsProposed(String arch, String proposal) {
    String message = Configurations.trainRefusal("model.arch=" + arch);
    String start = "command line: model.arch is \"" + arch + "\"; " + RULE + "; " + proposal;
    assertTrue(message.startsWith(start), message);
  }

  @Test
  void otherNames() {
    assertEquals(
        "command line: model.arch is \"vgg\"; " + RULE + ".",
        Configurations.trainRefusal("model.arch=vgg"));
  }
}
