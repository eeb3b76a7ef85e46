package mclspark.model.peers;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.model.NearestName;

/** The networks of the supervised systems by name (spec 5, defect D11 mended). */
public final class PeerArchitectures {

  private static final List<String> NAMES =
      List.of(
          "resnet32",
          "resnet56",
          "resnet110",
          "wrn_16_2",
          "wrn_28_4",
          "wrn_40_2",
          "ShuffleNetV2_05x",
          "ShuffleNetV2_1x",
          "hcgnet_A1",
          "hcgnet_A2",
          "resnet18",
          "resnet34");

  private static final Pattern RESNET = Pattern.compile("resnet_?([1-9]\\d{0,3})");
  private static final Pattern WIDE_RESNET = Pattern.compile("wrn_([1-9]\\d{0,3})_([1-9]\\d?)");

  private PeerArchitectures() {}

  /** The published architectures, those of CIFAR-100 first, then resnet18 and resnet34. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Gives the layers of N peers.
   *
   * @param name one of {@link #names}, in any case and with {@code -} for {@code _}; also a CIFAR
   *     resnetD with D = 6n + 2 or wrn_D_K with D = 6n + 4. resnet18 and resnet34 are for ImageNet,
   *     all others for 32x32 pictures
   * @param peers 2 for separate networks; any other number shares a stem
   * @param classes number C of classes
   * @throws IllegalArgumentException if there is no such architecture, naming the nearest, or if a
   *     number is below 1
   */
  public static PeerNetwork named(String name, int peers, int classes) {
    if (peers < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "%d peers with %d classes; both must be at least 1".formatted(peers, classes));
    }
    return new FamilyPeers(family(canonical(name)), peers, classes);
  }

  /**
   * The name by which an architecture is known in checkpoints and reports.
   *
   * @throws IllegalArgumentException if there is no such architecture, naming the nearest
   */
  public static String canonical(String name) {
    String plain = plain(name);
    for (String known : NAMES) {
      if (plain(known).equals(plain)) {
        return known;
      }
    }
    Matcher resnet = RESNET.matcher(plain);
    if (resnet.matches()) {
      plain = "resnet" + Integer.parseInt(resnet.group(1));
    }
    if (NAMES.contains(plain) || family(plain) != null) {
      return plain;
    }
    throw new IllegalArgumentException(
        "There is no architecture %s; the nearest is %s"
            .formatted(name, NearestName.of(plain, NAMES)));
  }

  /** Multiply-adds of all peers for one picture of that height and width (spec 5.8). */
  public static long multiplyAdds(PeerNetwork network, int side) {
    return network.multiplyAdds(side);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_').replace(".", "");
  }

  /** Null if there is none. */
  private static PeerFamily family(String canonical) {
    return switch (canonical) {
      case "ShuffleNetV2_05x" -> new ShuffleNetFamily(48, 96, 192);
      case "ShuffleNetV2_1x" -> new ShuffleNetFamily(116, 232, 464);
      case "hcgnet_A1" -> new HcgNetFamily(12, 24, 36);
      case "hcgnet_A2" -> new HcgNetFamily(24, 36, 64);
      case "resnet18" -> ResNetFamily.imageNet(18);
      case "resnet34" -> ResNetFamily.imageNet(34);
      case "resnet110" -> ResNetFamily.cifar(12, true);
      default -> parametric(canonical);
    };
  }

  /** resnet50 is torchvision's alone, although 50 = 6 * 8 + 2. */
  private static PeerFamily parametric(String canonical) {
    Matcher resnet = RESNET.matcher(canonical);
    if (resnet.matches()) {
      int depth = Integer.parseInt(resnet.group(1));
      boolean known = depth >= 8 && depth % 6 == 2 && depth != 50;
      return known ? ResNetFamily.cifar((depth - 2) / 6, false) : null;
    }
    Matcher wide = WIDE_RESNET.matcher(canonical);
    if (wide.matches()) {
      int depth = Integer.parseInt(wide.group(1));
      int widen = Integer.parseInt(wide.group(2));
      boolean known = depth >= 10 && depth % 6 == 4;
      return known ? new WideResNetFamily((depth - 4) / 6, widen) : null;
    }
    return null;
  }
}
