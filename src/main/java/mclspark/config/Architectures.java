package mclspark.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.schema.Problems;
import mclspark.schema.Words;

/** The names that {@code model.arch} may have. */
public final class Architectures {

  private static final List<String> TORCHVISION = List.of("resnet18", "resnet34", "resnet50");
  private static final Pattern RESNET = Pattern.compile("resnet([1-9][0-9]{0,3})");
  private static final int SHALLOWEST = 8;
  private static final int DEEPEST = 1202;

  private Architectures() {}

  /** Whether the name is one of torchvision's ResNets (spec 5.7). */
  public static boolean isTorchvision(String arch) {
    return TORCHVISION.contains(arch);
  }

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

  static boolean isCifarDepth(int depth) {
    return depth >= SHALLOWEST && depth <= DEEPEST && depth % 6 == 2;
  }

  static int nearestDepth(int depth) {
    int nearest = Math.round((depth - 2) / 6f) * 6 + 2;
    return Math.max(SHALLOWEST, Math.min(DEEPEST, nearest));
  }
}
