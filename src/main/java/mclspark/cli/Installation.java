package mclspark.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** The folder that holds {@code conf}, and the logging set-up in it. */
final class Installation {

  private static final String LOGGING_PROPERTY = "log4j2.configurationFile";

  private Installation() {}

  /**
   * The installation folder: system property {@code mcl.home}, else the environment's {@code
   * MCL_HOME}, else the working directory.
   */
  static Path home() {
    return home(System.getProperty("mcl.home"), System.getenv("MCL_HOME"));
  }

  static Path home(String property, String environment) {
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    return Path.of(environment == null || environment.isBlank() ? "" : environment);
  }

  /**
   * Takes {@code conf/log4j2.xml}, unless the system property {@code log4j2.configurationFile}
   * names another set-up. Works after logging began too: under {@code spark-submit} Spark has
   * logged before us.
   *
   * @return whether the file was taken
   */
  static boolean configureLogging(Path home) {
    Path file = home.resolve("conf/log4j2.xml").toAbsolutePath();
    if (System.getProperty(LOGGING_PROPERTY) != null || !Files.isReadable(file)) {
      return false;
    }
    URI location = file.toUri();
    System.setProperty(LOGGING_PROPERTY, location.toString());
    Configurator.reconfigure(location);
    return true;
  }
}
