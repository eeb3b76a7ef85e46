package mclspark.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** The folder that holds {@code conf}, and the logging set-up, which is in our jar, too. */
final class Installation {

  private static final String LOGGING_PROPERTY = "log4j2.configurationFile";
  private static final String LOGGING_VARIABLE = "LOG4J_CONFIGURATION_FILE";

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
   * Takes {@code conf/log4j2.xml}, or the jar's copy where there is none, unless the system
   * property {@code log4j2.configurationFile} or the environment's {@code LOG4J_CONFIGURATION_FILE}
   * names another set-up. Works after logging began too: under {@code spark-submit} Spark has
   * logged before us.
   *
   * @return whether it was taken
   */
  static boolean configureLogging(Path home) {
    return configureLogging(home, System.getenv(LOGGING_VARIABLE));
  }

  static boolean configureLogging(Path home, String environment) {
    if (System.getProperty(LOGGING_PROPERTY) != null || environment != null) {
      return false;
    }
    Path file = home.resolve("conf/log4j2.xml").toAbsolutePath();
    URI location = Files.isReadable(file) ? file.toUri() : packed();
    System.setProperty(LOGGING_PROPERTY, location.toString());
    Configurator.reconfigure(location);
    return true;
  }

  private static URI packed() {
    return URI.create(Installation.class.getResource("log4j2.xml").toString());
  }
}
