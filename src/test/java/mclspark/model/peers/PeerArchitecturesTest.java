package mclspark.model.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mclspark.model.StateEntry;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, and the table of sizes of spec 5.8. */
class PeerArchitecturesTest {

  @ParameterizedTest
  @CsvSource({
    // arch, F, parameters of 1, 2, 4 peers, shared, heads each, millions of multiply-adds, entries
    "resnet32, 64, 472756, 945512, 1819552, 23824, 24832, 69.130, 138.261, 204.416, 400, 602",
    "resnet56, 64, 861620, 1723240, 3318944, 42512, 24832, 125.754, 251.507, 374.285, 688, 1034",
    "resnet110, 256, 1170868, 2341736, 4517344, 55376, 49408, 167.454, 334.907, 507.269, 1348,2012",
    "wrn_16_2, 128, 703284, 1406568, 2712864, 33424, 33024, 101.118, 202.237, 302.483, 166, 254",
    "wrn_28_4, 256,5872180,11744360,22679776, 269648, 49408, 845.620,1691.240,2556.973, 310, 470",
    "wrn_40_2, 128, 2255156, 4510312, 8697632, 107664, 33024, 327.611, 655.222, 981.961, 454, 686",
    "hcgnet_A1,414,1102651, 2205302, 4057426, 117726, 69632, 154.269, 308.538, 427.671, 2616,3879",
    "hcgnet_A2,716,3133679,6267358,11169209,455169,108288, 488.668, 977.336, 1215.354, 2616, 3879",
    "ShuffleNetV2_05x,1024,444292,888584,1754272,7632,147712, 10.994, 21.988, 35.848, 676, 1082",
    "ShuffleNetV2_1x,1024,1356104,2712208,5331752,30888,147712,45.094,90.189,153.187, 676, 1082",
    "resnet18,512,11689512,23379024,44708832,683072,82176,1814.073,3628.147,4281.860, 244, 308",
    "resnet34,512,21797672,43595344,83146976,1347904,82176,3663.761,7327.523,9599.713,436,584"
  })
  void sizes(
      String arch,
      int featureWidth,
      long single,
      long two,
      long four,
      long shared,
      long heads,
      double singleMillions,
      double twoMillions,
      double fourMillions,
      int entriesOfTwo,
      int entriesOfFour) {
    assertEquals(featureWidth, peers(arch, 1).featureWidth());
    assertEquals(
        List.of(single, two, four),
        Stream.of(1, 2, 4).map(n -> peers(arch, n).parameters()).toList());
    assertEquals(shared + 3 * (single - shared), peers(arch, 3).parameters());
    assertEquals(heads, headParameters(featureWidth));
    assertEquals(entriesOfTwo, peers(arch, 2).state().size());
    assertEquals(entriesOfFour, peers(arch, 4).state().size());
    assertEquals(singleMillions, millions(arch, 1), 5e-4);
    assertEquals(twoMillions, millions(arch, 2), 5e-4);
    assertEquals(fourMillions, millions(arch, 4), 5e-4);
  }

  private static PeerNetwork peers(String arch, int peers) {
    return PeerArchitectures.named(arch, peers, isImageNet(arch) ? 1000 : 100);
  }

  private static boolean isImageNet(String arch) {
    return PeerArchitectures.isImagenet(arch);
  }

  private static double millions(String arch, int peers) {
    int side = isImageNet(arch) ? 224 : 32;
    return PeerArchitectures.multiplyAdds(peers(arch, peers), side) / 1e6;
  }

  private static long headParameters(int featureWidth) {
    return new ProjectionHeads(1, featureWidth, 128)
        .state().stream().mapToLong(entry -> HostTensor.elements(entry.shape())).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "WRN_16_2, wrn_16_2",
    "WRN-40-2, wrn_40_2",
    "shufflenetv2-05x, ShuffleNetV2_05x",
    "ShuffleNetV2_0.5x, ShuffleNetV2_05x",
    "shufflenetv2_1X, ShuffleNetV2_1x",
    "HCGNet-A1, hcgnet_A1",
    "ResNet-32, resnet32",
    "resnet8, resnet8",
    "RESNET34, resnet34"
  })
  void aliases(String name, String canonical) {
    assertEquals(Optional.of(canonical), PeerArchitectures.canonical(name));
    assertEquals(
        PeerArchitectures.named(canonical, 1, 10).parameters(),
        PeerArchitectures.named(name, 1, 10).parameters());
  }

  @Test
  void otherWideResNetsCanBeBuiltButNotConfigured() {
    assertEquals(Optional.empty(), PeerArchitectures.canonical("wrn_22_8"));
    assertEquals(
        PeerArchitectures.named("WRN-22-8", 1, 10).parameters(),
        PeerArchitectures.named("wrn_22_8", 1, 10).parameters());
    assertThrows(IllegalArgumentException.class, () -> PeerArchitectures.named("wrn_23_8", 1, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet32_n, resnet32",
    "resnet50, resnet56",
    "resnet9, resnet32",
    "wrn_16, wrn_16_2",
    "wrn_17_2, wrn_16_2",
    "shufflenet_v2_1x, ShuffleNetV2_1x",
    "hcgnet, hcgnet_A1"
  })
  void theNearestNameIsProposed(String name, String nearest) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> PeerArchitectures.named(name, 2, 100));
    assertEquals(
        "There is no architecture %s; the nearest is %s".formatted(name, nearest),
        refusal.getMessage());
  }

  @Test
  void peersAndClassesAreAtLeastOne() {
    assertEquals(
        "0 peers with 100 classes; both must be at least 1",
        assertThrows(
                IllegalArgumentException.class, () -> PeerArchitectures.named("resnet32", 0, 100))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> PeerArchitectures.named("resnet32", 2, 0));
  }

  /** Two parameters with one hash would start with the same draws. */
  @Test
  void hashesOfNamesDiffer() {
    for (String arch : PeerArchitectures.names()) {
      for (int peers : new int[] {2, 4}) {
        Set<Integer> hashes = new HashSet<>();
        List<StateEntry> state = PeerArchitectures.named(arch, peers, 100).state();
        state.forEach(entry -> hashes.add(entry.name().hashCode()));
        assertEquals(state.size(), hashes.size(), arch);
      }
    }
  }
}
