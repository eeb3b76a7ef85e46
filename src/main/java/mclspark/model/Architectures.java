package mclspark.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks by the names that a configuration uses. */
public final class Architectures {

  private static final Pattern CIFAR = Pattern.compile("cifar-resnet(\\d+)");

  private Architectures() {}

  /** A head by itself, on features of that width; it has no forward pass for pictures. */
  public static Network headOnly(int featureWidth, Head head) {
    return new HeadOnly(featureWidth, head);
  }

  /**
   * Gives the network of that name.
   *
   * @param name resnet18, resnet34, resnet50 (spec 5.7) or cifar-resnetD with D = 6n + 2 (spec 5.2)
   * @param cifarStem for the first three: 3x3 stride 1 without max-pool, for 32x32 pictures
   * @throws IllegalArgumentException if there is no such network
   */
  public static Network named(String name, boolean cifarStem, Head head) {
    Matcher cifar = CIFAR.matcher(name);
    if (cifar.matches() && (Integer.parseInt(cifar.group(1)) - 2) % 6 == 0) {
      int n = (Integer.parseInt(cifar.group(1)) - 2) / 6;
      int[] widths = {16, 32, 64};
      return new ResNet(new ResNet.Shape(widths, new int[] {n, n, n}, false, false), head);
    }
    int[] widths = {64, 128, 256, 512};
    boolean large = !cifarStem;
    return switch (name) {
      case "resnet18" ->
          new ResNet(new ResNet.Shape(widths, new int[] {2, 2, 2, 2}, false, large), head);
      case "resnet34" ->
          new ResNet(new ResNet.Shape(widths, new int[] {3, 4, 6, 3}, false, large), head);
      case "resnet50" ->
          new ResNet(new ResNet.Shape(widths, new int[] {3, 4, 6, 3}, true, large), head);
      default -> throw new IllegalArgumentException("There is no architecture " + name);
    };
  }
}
