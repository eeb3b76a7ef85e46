package mclspark.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks by the names that a configuration uses. */
public final class Architectures {

  private static final Pattern NAME = Pattern.compile("resnet(\\d{1,4})");

  private Architectures() {}

  /** A head by itself, on features of that width; it has no forward pass for pictures. */
  public static Network headOnly(int featureWidth, Head head) {
    return new HeadOnly(featureWidth, head);
  }

  /**
   * Gives the network of that name.
   *
   * @param name resnet18, resnet34, resnet50 (spec 5.7) or a CIFAR resnetD with D = 6n + 2 (spec
   *     5.2; 110 has bottlenecks)
   * @param cifarStem for the first three: 3x3 stride 1 without max-pool, for 32x32 pictures
   * @throws IllegalArgumentException if there is no such network
   */
  public static Network named(String name, boolean cifarStem, Head head) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("There is no architecture " + name);
    }
    int[] widths = {64, 128, 256, 512};
    boolean large = !cifarStem;
    int depth = Integer.parseInt(matcher.group(1));
    return switch (depth) {
      case 18 -> new ResNet(new ResNet.Shape(widths, new int[] {2, 2, 2, 2}, false, large), head);
      case 34 -> new ResNet(new ResNet.Shape(widths, new int[] {3, 4, 6, 3}, false, large), head);
      case 50 -> new ResNet(new ResNet.Shape(widths, new int[] {3, 4, 6, 3}, true, large), head);
      case 110 -> cifar(12, true, head);
      default -> {
        if (depth < 8 || (depth - 2) % 6 != 0) {
          throw new IllegalArgumentException("There is no architecture " + name);
        }
        yield cifar((depth - 2) / 6, false, head);
      }
    };
  }

  private static Network cifar(int blocks, boolean bottleneck, Head head) {
    int[] widths = {16, 32, 64};
    int[] each = {blocks, blocks, blocks};
    return new ResNet(new ResNet.Shape(widths, each, bottleneck, false), head);
  }
}
