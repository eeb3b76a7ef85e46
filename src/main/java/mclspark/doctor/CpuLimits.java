package mclspark.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the kernel has and grants of processors.
 *
 * @param model name of the processor, or the architecture's
 * @param cpus of the machine
 * @param quota CPUs that the process's control groups grant; empty without a limit
 */
record CpuLimits(String model, int cpus, OptionalDouble quota) {

  private static final String CPU_INFO = "proc/cpuinfo";

  /**
   * Asks the kernel.
   *
   * @param root {@code /}, or a folder in its place
   */
  static CpuLimits read(Path root) {
    List<String> info = lines(root.resolve(CPU_INFO));
    String model =
        info.stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    int cpus = (int) info.stream().filter(line -> line.startsWith("processor")).count();
    return new CpuLimits(model, cpus, quota(root));
  }

  /** The smallest quota on the way from the process's group to the top. */
  private static OptionalDouble quota(Path root) {
    Path mount = root.resolve("sys/fs/cgroup");
    return lines(root.resolve("proc/self/cgroup")).stream()
        .map(line -> line.split(":", 3)) // number, controllers, path
        .filter(words -> words.length == 3)
        .flatMap(words -> folders(mount, words[1], words[2]).stream())
        .map(CpuLimits::quotaOf)
        .flatMapToDouble(OptionalDouble::stream)
        .min();
  }

  private static List<Path> folders(Path mount, String controllers, String group) {
    List<Path> tops = new ArrayList<>();
    if (controllers.isEmpty()) { // the second version has one tree
      tops.addAll(List.of(mount, mount.resolve("unified")));
    } else if (List.of(controllers.split(",")).contains("cpu")) {
      tops.addAll(List.of(mount.resolve(controllers), mount.resolve("cpu")));
    }
    List<Path> folders = new ArrayList<>();
    for (Path top : tops) {
      Path folder = top.resolve(group.substring(1)).normalize();
      for (; folder.startsWith(top) && !folder.equals(top); folder = folder.getParent()) {
        folders.add(folder);
      }
      folders.add(top);
    }
    return folders;
  }

  private static OptionalDouble quotaOf(Path folder) {
    List<String> both = lines(folder.resolve("cpu.max"));
    if (!both.isEmpty()) {
      String[] words = both.get(0).split(" ");
      return share(words[0], words[words.length - 1]);
    }
    List<String> quota = lines(folder.resolve("cpu.cfs_quota_us"));
    List<String> period = lines(folder.resolve("cpu.cfs_period_us"));
    return quota.isEmpty() || period.isEmpty()
        ? OptionalDouble.empty()
        : share(quota.get(0), period.get(0));
  }

  /** {@code max} and -1 are no limit. */
  private static OptionalDouble share(String quota, String period) {
    String number = "[1-9]\\d{0,14}";
    return quota.matches(number) && period.matches(number)
        ? OptionalDouble.of(Double.parseDouble(quota) / Double.parseDouble(period))
        : OptionalDouble.empty();
  }

  /** Nothing where the file is missing or not ours to read. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
