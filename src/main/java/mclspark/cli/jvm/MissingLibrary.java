package mclspark.cli.jvm;

import java.util.List;
import java.util.Optional;

/** Tells which jars are not on the class path, where a class of theirs is not found. */
public final class MissingLibrary {

  private static final List<String> OURS =
      List.of("picocli.", "ai.djl.", "com.sun.jna.", "me.tongfei.", "com.fasterxml.jackson.");
  private static final List<String> KUBERNETES =
      List.of("org.apache.spark.deploy.k8s.", "io.fabric8.");
  private static final List<String> SPARKS =
      List.of("org.apache.spark.", "org.apache.hadoop.", "org.apache.logging.", "scala.");

  private MissingLibrary() {}

  /** A sentence, if this is the failure to find such a class. */
  public static Optional<String> sentence(Throwable failure) {
    if (!(failure instanceof NoClassDefFoundError) || failure.getMessage() == null) {
      return Optional.empty();
    }
    String name = failure.getMessage().replace('/', '.');
    if (OURS.stream().anyMatch(name::startsWith)) {
      return Optional.of(
          "%s is not on the class path: keep the folder lib beside mcl-spark.jar, or give its jars to spark-submit by --jars."
              .formatted(name));
    }
    if (KUBERNETES.stream().anyMatch(name::startsWith)) {
      return Optional.of(
          "%s is not on the class path: build with mvn -Pkubernetes package, or use a Spark that has Kubernetes."
              .formatted(name));
    }
    if (SPARKS.stream().anyMatch(name::startsWith)) {
      return Optional.of(
          "%s is not on the class path: start by spark-submit or submit/mcl, which bring Spark."
              .formatted(name));
    }
    return Optional.empty();
  }
}
