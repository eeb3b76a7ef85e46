package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the installation is and which logging set-up is taken. */
final class InstallationTest {

  private static final String PROPERTY = "log4j2.configurationFile";

  private final String property = System.getProperty(PROPERTY, "");
  private final Configuration before = LoggerContext.getContext(false).getConfiguration();

  @BeforeEach
  void forgetTheTests() {
    System.clearProperty(PROPERTY);
  }

  @AfterEach
  void restoreLogging() {
    System.setProperty(PROPERTY, property);
    LoggerContext.getContext(false).setConfiguration(before);
  }

  @Test
  void propertyThenEnvironmentThenWorkingFolder() {
    assertEquals(Path.of("/a"), Installation.home("/a", "/b"));
    assertEquals(Path.of("/b"), Installation.home(null, "/b"));
    assertEquals(Path.of("/b"), Installation.home(" ", "/b"));
    assertEquals(Path.of(""), Installation.home(null, null));
    assertEquals(Path.of(""), Installation.home(null, ""));
  }

  @Test
  void oursAreToldFromInfoOnOthersFromWarn() {
    assertTrue(Installation.configureLogging(Path.of(System.getProperty("mcl.home"))));
    Configuration configuration = LoggerContext.getContext(false).getConfiguration();
    assertEquals(Level.INFO, configuration.getLoggerConfig("mclspark.spark").getLevel());
    assertEquals(Level.WARN, configuration.getLoggerConfig("org.apache.spark.x").getLevel());
  }

  @Test
  void theJarHasTheSetUpTooAsWhereSparkSubmitGetsItAlone(@TempDir Path empty) {
    assertTrue(Installation.configureLogging(empty, null));
    Configuration configuration = LoggerContext.getContext(false).getConfiguration();
    assertEquals(Level.INFO, configuration.getLoggerConfig("mclspark.spark").getLevel());
  }

  @Test
  void ownSetUpIsLeftAlone(@TempDir Path empty) {
    assertFalse(Installation.configureLogging(empty, "mine.xml"));
    System.setProperty(PROPERTY, "mine.xml");
    assertFalse(Installation.configureLogging(Path.of(System.getProperty("mcl.home"))));
    assertEquals("mine.xml", System.getProperty(PROPERTY));
  }
}
