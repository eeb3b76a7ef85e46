package mclspark.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code mcl --version} prints: this project's version and those that matter for numbers. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      versions.load(in);
    }
    return new String[] {
      "mcl-spark " + versions.getProperty("version"),
      "built for Spark %s, DJL %s with PyTorch %s"
          .formatted(
              versions.getProperty("spark"),
              versions.getProperty("djl"),
              versions.getProperty("torch")),
      "Java %s on %s".formatted(System.getProperty("java.version"), System.getProperty("os.arch"))
    };
  }
}
