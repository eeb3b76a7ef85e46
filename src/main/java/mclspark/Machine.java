package mclspark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/** Which machine and JVM this is, so that workers of the same one know each other; its memory. */
public final class Machine {

  /** Identity of this JVM: drawn once, so that threads of one JVM know each other. */
  public static final String THIS_JVM = UUID.randomUUID().toString();

  /**
   * Name and start of this machine as one word. A container that has a name of its own counts as a
   * machine: it need not see the others' memory.
   */
  public static final String THIS = describe(Path.of("/proc/sys/kernel"));

  /** With less, in bytes of Java's heap, Spark starts no driver and no executor. */
  public static final long SMALLEST_SPARK_HEAP = 450L << 20;

  private Machine() {}

  /** Bytes of memory of this machine, or of what its container's control group grants. */
  public static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Reads what the kernel says; without it, a machine of its own. */
  static String describe(Path kernel) {
    try {
      String name = Files.readString(kernel.resolve("hostname"));
      String boot = Files.readString(kernel.resolve("random/boot_id"));
      String word = (name.strip() + "/" + boot.strip()).replaceAll("\\s", "_");
      return word.toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      LoggerFactory.getLogger(Machine.class).debug("This machine has no identity", e);
      return "unknown/" + THIS_JVM;
    }
  }
}
