package mclspark.model.peers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mclspark.model.Architectures;
import mclspark.schema.Problems;
import mclspark.schema.Suggestions;
import mclspark.schema.Words;

/**
 * The networks of the supervised systems by name (spec 5, defect D11 mended), and how names may be
 * written: case, dots and {@code -} for {@code _} do not matter.
 */
public final class PeerArchitectures {

  private static final List<String> IMAGENET = List.of("resnet18", "resnet34");
  private static final List<String> CIFAR =
      List.of(
          "wrn_16_2",
          "wrn_28_4",
          "wrn_40_2",
          "hcgnet_A1",
          "hcgnet_A2",
          "ShuffleNetV2_05x",
          "ShuffleNetV2_1x");
  private static final List<String> PUBLISHED_RESNETS =
      List.of("resnet32", "resnet56", "resnet110");

  private static final Pattern RESNET = Pattern.compile("resnet_?([1-9]\\d{0,3})");
  private static final Pattern WIDE_RESNET = Pattern.compile("wrn_([1-9]\\d{0,3})_([1-9]\\d?)");

  /** A depth of 6n+2, but under this name everybody knows ImageNet's network. */
  private static final int IMAGENET_ONLY = 50;

  private PeerArchitectures() {}

  /** The networks of published runs: ten for CIFAR, then two for ImageNet. */
  public static List<String> names() {
    return Stream.of(PUBLISHED_RESNETS, CIFAR, IMAGENET).flatMap(List::stream).toList();
  }

  /** Whether the network was made for ImageNet's large pictures (spec 5.6). */
  public static boolean isImagenet(String arch) {
    return IMAGENET.contains(arch);
  }

  /**
   * The one spelling of a name that {@code model.arch} may have, in checkpoints and reports: {@code
   * WRN-16-2} is {@code wrn_16_2}; empty if there is none.
   */
  public static Optional<String> canonical(String given) {
    String folded = fold(given);
    Matcher resnet = RESNET.matcher(folded);
    if (resnet.matches()) {
      String name = "resnet" + resnet.group(1);
      int depth = Integer.parseInt(resnet.group(1));
      return Optional.of(name).filter(n -> isImagenet(n) || isCifarDepth(depth));
    }
    return CIFAR.stream().filter(name -> fold(name).equals(folded)).findFirst();
  }

  /**
   * Gives the layers of N peers.
   *
   * @param name whatever {@link #canonical} knows; also wrn_D_K with D = 6n + 4. resnet18 and
   *     resnet34 are for ImageNet, all others for 32x32 pictures
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
    PeerFamily family =
        canonical(name).map(PeerArchitectures::family).orElseGet(() -> wideResNet(name));
    return new FamilyPeers(family, peers, classes);
  }

  /** Multiply-adds of all peers for one picture of that height and width (spec 5.8). */
  public static long multiplyAdds(PeerNetwork network, int side) {
    return network.multiplyAdds(side);
  }

  private static PeerFamily family(String canonical) {
    return switch (canonical) {
      case "ShuffleNetV2_05x" -> new ShuffleNetFamily(48, 96, 192);
      case "ShuffleNetV2_1x" -> new ShuffleNetFamily(116, 232, 464);
      case "hcgnet_A1" -> new HcgNetFamily(12, 24, 36);
      case "hcgnet_A2" -> new HcgNetFamily(24, 36, 64);
      case "resnet18" -> ResNetFamily.imageNet(18);
      case "resnet34" -> ResNetFamily.imageNet(34);
      case "resnet110" -> ResNetFamily.cifar(12, true);
      default -> {
        Matcher resnet = RESNET.matcher(canonical);
        yield resnet.matches()
            ? ResNetFamily.cifar((Integer.parseInt(resnet.group(1)) - 2) / 6, false)
            : wideResNet(canonical);
      }
    };
  }

  private static PeerFamily wideResNet(String name) {
    String folded = fold(name);
    Matcher wide = WIDE_RESNET.matcher(folded);
    int depth = wide.matches() ? Integer.parseInt(wide.group(1)) : 0;
    if (depth < 10 || depth % 6 != 4) {
      throw new IllegalArgumentException(
          "There is no architecture %s; the nearest is %s"
              .formatted(name, Suggestions.nearest(folded, names())));
    }
    return new WideResNetFamily((depth - 4) / 6, Integer.parseInt(wide.group(2)));
  }

  /** Adds a problem unless {@link #canonical} knows the name. */
  static void check(String arch, Problems problems) {
    if (canonical(arch).isPresent()) {
      return;
    }
    List<String> others = Stream.concat(CIFAR.stream(), IMAGENET.stream()).toList();
    problems.add(
        "model.arch",
        "model.arch is \"%s\"; it must be a CIFAR ResNet of depth 6n+2 from 8 to 1202 other than 50,"
                .formatted(arch)
            + " %s%s".formatted(Words.either(others), advice(arch)));
  }

  private static boolean isCifarDepth(int depth) {
    return depth != IMAGENET_ONLY && Architectures.isCifarDepth(depth);
  }

  private static int nearestDepth(int depth) {
    int nearest = Architectures.nearestDepth(depth);
    return nearest != IMAGENET_ONLY ? nearest : nearest + (depth < IMAGENET_ONLY ? -6 : 6);
  }

  private static String advice(String arch) {
    Matcher resnet = RESNET.matcher(fold(arch));
    if (resnet.matches()) {
      int depth = nearestDepth(Integer.parseInt(resnet.group(1)));
      return "; the nearest is resnet%d.".formatted(depth);
    }
    List<String> folded = names().stream().map(PeerArchitectures::fold).toList();
    List<String> similar =
        Suggestions.similar(fold(arch), folded).stream()
            .map(name -> canonical(name).orElse(name))
            .toList();
    return similar.isEmpty() ? "." : "; did you mean " + Words.either(similar) + "?";
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_').replace(".", "");
  }
}
