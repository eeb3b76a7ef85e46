package mclspark.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What another JVM's threads are doing, by the JDK's own tool. */
final class ThreadDump {

  private ThreadDump() {}

  /** Whether some thread is inside a method, such as {@code TcpCollective.allReduceSum}. */
  static boolean isInside(ProcessHandle process, String method)
      throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process dump =
        new ProcessBuilder(
                tool, "-J-XX:TieredStopAtLevel=1", Long.toString(process.pid()), "Thread.print")
            .redirectErrorStream(true)
            .start();
    String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (dump.waitFor() != 0) {
      throw new IllegalStateException("jcmd failed: " + text);
    }
    return text.contains(method + "(");
  }
}
