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
    int depth = Integer.parseInt(matcher.group(1));
    ResNetStages stages =
        switch (depth) {
          case 18, 34, 50 -> ResNetStages.torchvision(depth, !cifarStem);
          case 110 -> ResNetStages.cifar(12, true);
          default -> {
            if (depth < 8 || (depth - 2) % 6 != 0) {
              throw new IllegalArgumentException("There is no architecture " + name);
            }
            yield ResNetStages.cifar((depth - 2) / 6, false);
          }
        };
    return new ResNet(stages, head);
  }
}
