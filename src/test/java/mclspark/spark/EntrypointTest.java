package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How docker/entrypoint starts Spark's pods, with stand-ins that print folder and arguments. */
@Timeout(60)
class EntrypointTest {

  private static final String STAND_IN = "#!/bin/sh\npwd\nprintf '%s\\n' \"$@\"\n";

  @TempDir private Path folder;

  private void standIn(String name) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, STAND_IN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("docker/entrypoint");
    builder.command().addAll(List.of(arguments));
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, bin) -> bin + path);
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  /** Spark puts the application's files into the working folder; the image's is not its user's. */
  @Test
  void executorsWorkInSparksFolder() throws Exception {
    standIn("java");
    Path local = Files.createDirectory(folder.resolve("local"));
    List<String> started =
        run(
            Map.of(
                "SPARK_LOCAL_DIRS", local + ",/elsewhere",
                "SPARK_EXECUTOR_MEMORY", "1g",
                "SPARK_DRIVER_URL", "spark://driver",
                "SPARK_EXECUTOR_ID", "1",
                "SPARK_EXECUTOR_CORES", "4",
                "SPARK_APPLICATION_ID", "application",
                "SPARK_EXECUTOR_POD_IP", "10.0.0.1",
                "SPARK_RESOURCE_PROFILE_ID", "0",
                "SPARK_EXECUTOR_POD_NAME", "pod"),
            "executor");
    assertEquals(local.toRealPath().toString(), started.get(0));
    assertTrue(
        started.contains("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"),
        started.toString());
  }

  /** As Spark copies jars of other places into the working folder, too. */
  @Test
  void driversLeaveTheirJarWhereItIs() throws Exception {
    standIn("spark-submit");
    List<String> started =
        run(Map.of("SPARK_DRIVER_BIND_ADDRESS", "10.0.0.2"), "driver", "--class", "Main");
    assertTrue(
        started.contains("spark.kubernetes.jars.avoidDownloadSchemes=local"), started.toString());
    assertEquals(List.of("--class", "Main"), started.subList(started.size() - 2, started.size()));
  }
}
