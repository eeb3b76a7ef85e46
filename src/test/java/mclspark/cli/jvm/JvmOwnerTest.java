package mclspark.cli.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose JVM it is, and what is said where jars are missing. */
final class JvmOwnerTest {

  private static final String MAIN = "mclspark.cli.Main";
  private static final String SUBMITTED = "org.apache.spark.deploy.JavaMainApplication";
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  private static boolean isProgram(String... stack) {
    return JvmOwner.isProgram(MAIN, List.of(stack));
  }

  @Test
  void javaAndSparkSubmitRunTheProgram() {
    assertTrue(isProgram("mclspark.cli.jvm.JvmOwner", MAIN));
    assertTrue(
        isProgram("mclspark.cli.jvm.JvmOwner", MAIN, SUBMITTED, SUBMIT, SUBMIT + "$", SUBMIT));
  }

  @Test
  void othersCallIt() {
    assertFalse(JvmOwner.isProgram(JvmOwnerTest.class)); // JUnit does
    assertFalse(isProgram(MAIN, "user.Notebook", "java.lang.Thread"));
    assertFalse(isProgram(MAIN, "user.App", SUBMITTED, SUBMIT));
    assertFalse(isProgram(MAIN, SUBMITTED, SUBMIT, "java.lang.Thread")); // the launcher in a JVM
    assertFalse(isProgram(MAIN, "org.apache.spark.deploy.yarn.ApplicationMaster$$anon$2"));
  }

  @Test
  void missingJarsAreNamed() {
    assertEquals(
        Optional.of(
            "ai.djl.Device is not on the class path: keep the folder lib beside mcl-spark.jar, or"
                + " give its jars to spark-submit by --jars."),
        MissingLibrary.sentence(new NoClassDefFoundError("ai/djl/Device")));
    assertEquals(
        Optional.of(
            "org.apache.spark.SparkConf is not on the class path: start by spark-submit or"
                + " submit/mcl, which bring Spark."),
        MissingLibrary.sentence(new NoClassDefFoundError("org/apache/spark/SparkConf")));
    assertEquals(
        Optional.of(
            "io.fabric8.x.Y is not on the class path: build with mvn -Pkubernetes package, or use a"
                + " Spark that has Kubernetes."),
        MissingLibrary.sentence(new NoClassDefFoundError("io/fabric8/x/Y")));
    assertEquals(
        Optional.empty(), MissingLibrary.sentence(new NoClassDefFoundError("mclspark/Typo")));
    assertEquals(Optional.empty(), MissingLibrary.sentence(new IllegalStateException("ai.djl.x")));
  }
}
