package mclspark.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mclspark.schema.Problems;
import mclspark.schema.Suggestions;
import mclspark.schema.Words;

/**
 * The names that {@code model.arch} may have in supervised training (spec 5), and how they may be
 * written: case, dots and {@code -} for {@code _} do not matter.
 */
public final class SupervisedArchitectures {

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
  private static final Pattern RESNET = Pattern.compile("resnet_?([1-9][0-9]{0,3})");

  /** A depth of 6n+2, but under this name everybody knows ImageNet's network. */
  private static final int IMAGENET_ONLY = 50;

  private SupervisedArchitectures() {}

  /** The networks of published runs: ten for CIFAR, then two for ImageNet. */
  public static List<String> published() {
    return Stream.of(PUBLISHED_RESNETS, CIFAR, IMAGENET).flatMap(List::stream).toList();
  }

  /** Whether the network was made for ImageNet's large pictures (spec 5.6). */
  public static boolean isImagenet(String arch) {
    return IMAGENET.contains(arch);
  }

  /** The one spelling of a name: {@code WRN-16-2} is {@code wrn_16_2}; empty if there is none. */
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
    List<String> folded = published().stream().map(SupervisedArchitectures::fold).toList();
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
