package mclspark.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.schema.Problems;
import mclspark.schema.Words;

/** Networks by the names that {@code model.arch} may have. */
public final class Architectures {

  private static final List<String> TORCHVISION = List.of("resnet18", "resnet34", "resnet50");
  private static final Pattern RESNET = Pattern.compile("resnet([1-9][0-9]{0,3})");
  private static final int SHALLOWEST = 8;
  private static final int DEEPEST = 1202;

  /** Has bottlenecks, 9 layers for each block of its three stages. */
  private static final int BOTTLENECKS = 110;

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
    Matcher matcher = RESNET.matcher(name);
    int depth = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (isTorchvision(name)) {
      return new ResNet(ResNetStages.torchvision(depth, !cifarStem), head);
    }
    if (!isCifarDepth(depth)) {
      throw new IllegalArgumentException("There is no architecture " + name);
    }
    boolean bottlenecks = depth == BOTTLENECKS;
    return new ResNet(ResNetStages.cifar((depth - 2) / (bottlenecks ? 9 : 6), bottlenecks), head);
  }

  /** torchvision's ResNets (spec 5.7). */
  public static List<String> torchvision() {
    return TORCHVISION;
  }

  /** Whether the name is one of torchvision's ResNets (spec 5.7). */
  public static boolean isTorchvision(String name) {
    return TORCHVISION.contains(name);
  }

  /** Whether a CIFAR ResNet may be so deep: 6n + 2 layers. */
  public static boolean isCifarDepth(int depth) {
    return depth >= SHALLOWEST && depth <= DEEPEST && depth % 6 == 2;
  }

  /** The depth of a CIFAR ResNet that is nearest to another. */
  public static int nearestDepth(int depth) {
    int nearest = Math.round((depth - 2) / 6f) * 6 + 2;
    return Math.max(SHALLOWEST, Math.min(DEEPEST, nearest));
  }

  /** Adds a problem unless {@link #named} knows the name. */
  static void check(String arch, Problems problems) {
    Matcher matcher = RESNET.matcher(arch);
    if (!matcher.matches()) {
      problems.add(
          "model.arch",
          "model.arch is \"%s\"; it must be %s, or a CIFAR ResNet such as resnet8 or resnet20."
              .formatted(arch, String.join(", ", TORCHVISION)));
      return;
    }
    int depth = Integer.parseInt(matcher.group(1));
    if (!isTorchvision(arch) && !isCifarDepth(depth)) {
      problems.add(
          "model.arch",
          "model.arch is %s; CIFAR ResNets have a depth of 6n+2 from %d to %d, and torchvision's are"
                  .formatted(arch, SHALLOWEST, DEEPEST)
              + " %s; the nearest is resnet%d."
                  .formatted(Words.either(TORCHVISION), nearestDepth(depth)));
    }
  }
}
