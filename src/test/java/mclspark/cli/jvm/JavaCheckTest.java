package mclspark.cli.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaCheckTest {

  @Test
  void aJavaThatTheHadoopClientCannotWorkOnIsRefused() {
    assertEquals(
        Optional.of(
            "Java 25 does not work with the Hadoop client 3.4.2 of this Spark: set JAVA_HOME to"
                + " Java 17 or 21, or use Spark 4.2, or a Spark with hadoop-client-api and"
                + " hadoop-client-runtime 3.4.3 or newer."),
        JavaCheck.problem(25, "3.4.2"));
  }

  @ParameterizedTest
  @CsvSource({"23, 3.4.2", "24, 3.3.10", "25, 3.1.1.7.2.18.0-641", "25, 2.10.2"})
  void olderClientsAreRefusedSinceJava23(int java, String hadoop) {
    assertEquals(true, JavaCheck.problem(java, hadoop).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "17, 3.4.2",
    "21, 3.4.2",
    "22, 3.3.6",
    "25, 3.4.3",
    "25, 3.5.0",
    "25, 4.0.0",
    "26, 3.10.1-SNAPSHOT",
    "25, Unknown"
  })
  void othersWork(int java, String hadoop) {
    assertEquals(Optional.empty(), JavaCheck.problem(java, hadoop));
  }
}
