package mclspark.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * The jars of the folder {@code lib} beside ours. On the driver our jar's manifest names them;
 * executors get them through {@code spark.jars}, where whoever called spark-submit named our jar
 * alone.
 */
final class ProgramJars {

  private static final String JARS = "spark.jars";
  private static final String ON_EVERY_MACHINE = "local:";

  private ProgramJars() {}

  /** Adds what is missing; nothing in local mode, and where spark-submit did not get our jar. */
  static void addTo(SparkConf conf) {
    if (!SparkMaster.of(conf).isLocal()) {
      addTo(conf, ours());
    }
  }

  /** The same for a jar at another place. */
  static void addTo(SparkConf conf, Path jar) {
    List<String> jars = new ArrayList<>(List.of(conf.get(JARS, "").split(",")));
    Predicate<String> isOurs = entry -> name(entry).equals(jar.getFileName().toString());
    Path lib = jar.resolveSibling("lib");
    if (jars.stream().noneMatch(isOurs) || !Files.isDirectory(lib)) {
      return;
    }
    boolean everywhere =
        jars.stream().filter(isOurs).allMatch(entry -> entry.startsWith(ON_EVERY_MACHINE));
    Set<String> there = jars.stream().map(ProgramJars::name).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(lib)) {
      files
          .filter(
              file -> file.toString().endsWith(".jar") && !there.contains(name(file.toString())))
          .sorted()
          .map(file -> everywhere ? ON_EVERY_MACHINE + file : file.toUri().toString())
          .forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + lib, e);
    }
    conf.set(JARS, String.join(",", jars));
  }

  private static String name(String entry) {
    return entry.substring(entry.lastIndexOf('/') + 1);
  }

  private static Path ours() {
    try {
      return Path.of(ProgramJars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
