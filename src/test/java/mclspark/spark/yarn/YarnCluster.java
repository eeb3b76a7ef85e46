package mclspark.spark.yarn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mclspark.spark.Await;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** {@link MiniYarn}, and commands of submit/yarn on it, with what src/test/yarn/run has fetched. */
final class YarnCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(12);

  /** The exit code and all that was printed. */
  record Outcome(int code, String output) {}

  /** A command that runs. */
  record Command(Process process, Path log) {

    Outcome outcome() throws IOException, InterruptedException {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      String output = Files.readString(log);
      if (!ended) {
        process.destroyForcibly();
        throw new AssertionError("the command does not end: " + output);
      }
      return new Outcome(process.exitValue(), output);
    }
  }

  private final Path folder;
  private final Path home = Path.of(System.getProperty("mcl.home"));
  private final Path fetched = home.resolve("target/yarn");
  private final Process process;
  private int commands;

  private YarnCluster(Path folder) throws IOException {
    this.folder = folder;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + home.resolve("conf/jvm.options"), "-Xmx700m", "-cp"));
    command.add(
        "%s/target/test-classes:%s/src/test/yarn:%s/cluster/*:%s/spark/jars/*"
            .formatted(home, home, fetched, fetched));
    command.addAll(List.of(MiniYarn.class.getName(), folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("cluster.log").toFile());
    process = builder.start();
  }

  /** Starts the cluster; all that it writes lies in the folder. */
  static YarnCluster start(Path folder) throws IOException, InterruptedException {
    YarnCluster cluster = new YarnCluster(Files.createDirectories(folder));
    Await.until(
        "a cluster, see " + folder + "/cluster.log",
        PATIENCE,
        () -> Files.exists(folder.resolve("yarn-site.xml")) || !cluster.process.isAlive());
    if (!cluster.process.isAlive()) {
      throw new IllegalStateException(Files.readString(folder.resolve("cluster.log")));
    }
    return cluster;
  }

  /** Starts submit/yarn with small executors; further options may come first. */
  Command submit(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("submit/yarn").toString());
    for (String setting :
        new String[] {
          "spark.ui.enabled=false",
          "spark.driver.host=127.0.0.1",
          "spark.yarn.jars=local:" + fetched + "/spark/jars/*",
          "spark.yarn.stagingDir=" + folder.resolve("staging"),
          "spark.yarn.am.memory=384m",
          "spark.executor.instances=2",
          "spark.executor.cores=1",
          "spark.task.cpus=1",
          "spark.executor.memory=512m",
          "spark.executor.memoryOverhead=1g"
        }) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_HOME", fetched.resolve("spark").toString());
    builder.environment().put("HADOOP_CONF_DIR", folder.toString());
    builder.environment().put("MCL_DRIVER_MEMORY", "1g");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    Path log = folder.resolve("command-" + commands++ + ".log");
    return new Command(builder.redirectOutput(log.toFile()).start(), log);
  }

  Outcome run(String... arguments) throws IOException, InterruptedException {
    return submit(Map.of(), arguments).outcome();
  }

  /** Kills all applications that run, as {@code yarn application -kill} does. */
  void killApplications() throws Exception {
    Configuration conf = new YarnConfiguration();
    conf.addResource(folder.resolve("yarn-site.xml").toUri().toURL());
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(conf);
      client.start();
      for (ApplicationReport application : client.getApplications()) {
        if (application.getYarnApplicationState() == YarnApplicationState.RUNNING) {
          client.killApplication(application.getApplicationId());
        }
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close(); // it ends with its input
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
