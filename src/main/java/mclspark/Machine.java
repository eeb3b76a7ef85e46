package mclspark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/** Which machine and JVM this is, so that workers of the same one know each other. */
public final class Machine {

  /** Identity of this JVM: drawn once, so that threads of one JVM know each other. */
  public static final String THIS_JVM = UUID.randomUUID().toString();

  /**
   * Name and start of this machine as one word. A container that has a name of its own counts as a
   * machine: it need not see the others' memory.
   */
  public static final String THIS = describe(Path.of("/proc/sys/kernel"));

  private Machine() {}

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
