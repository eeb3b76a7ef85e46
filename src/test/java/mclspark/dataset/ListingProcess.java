package mclspark.dataset;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;

/** Lists a folder in a JVM of its own, where the environment is another. */
public final class ListingProcess {

  private ListingProcess() {}

  /** Prints the number of pictures and the classes, or the sentence of the refusal. */
  public static void main(String[] arguments) {
    try {
      ImageFolderIndex index = ImageFolderLister.list(arguments[0], new Configuration());
      System.out.println(index.size() + " pictures of " + index.classNames().size() + " classes");
    } catch (UserError e) {
      System.out.println(e.getMessage());
    }
  }

  /** What the process prints. */
  static String run(Map<String, String> environment, Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ListingProcess.class.getName(),
            folder.toString());
    builder.environment().putAll(environment);
    builder.redirectError(new File("/dev/null"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the listing does not end: " + output);
    }
    return output.strip();
  }
}
