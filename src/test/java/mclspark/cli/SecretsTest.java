package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.mlflow.FakeMlflow;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets are given wherever a user may give them, and then looked for in all that a run leaves.
 */
@Tag("slow")
final class SecretsTest {

  private static final String SECRET = "p1anted5ecret";

  /** Spark asks for the access key's owner nowhere here, so no service is called. */
  private static final List<String> SETTINGS =
      List.of(
          "spark.authenticate.secret",
          "spark.ssl.keyPassword",
          "spark.hadoop.fs.s3a.access.key",
          "spark.hadoop.fs.s3a.secret.key",
          "spark.hadoop.fs.s3a.session.token",
          "spark.hadoop.fs.s3a.bucket.lake.secret.key",
          "spark.hadoop.fs.azure.account.key.lake.dfs.core.windows.net",
          "spark.hadoop.fs.azure.sas.fixed.token.lake.dfs.core.windows.net");

  @TempDir Path folder;

  private List<String> options() {
    List<String> options = new ArrayList<>();
    for (String setting : SETTINGS) {
      options.add("-D" + setting + "=" + SECRET + "-" + setting);
    }
    options.add("-Dspark.authenticate=true");
    options.add("-Dspark.eventLog.enabled=true");
    options.add("-Dspark.eventLog.dir=" + folder.resolve("events"));
    return options;
  }

  private static Map<String, String> environment(String server) {
    return Map.of(
        "MLFLOW_TRACKING_URI",
        server,
        "MLFLOW_TRACKING_TOKEN",
        SECRET,
        "AWS_ACCESS_KEY_ID",
        SECRET,
        "AWS_SECRET_ACCESS_KEY",
        SECRET,
        "AWS_SESSION_TOKEN",
        SECRET);
  }

  private static void assertAbsent(String text, String place) {
    int at = text.indexOf(SECRET);
    int from = Math.max(0, at - 80);
    assertTrue(at < 0, () -> place + " holds it: " + text.substring(from, at + 40));
  }

  private static int assertAbsentBelow(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> files = tree.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        assertAbsent(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
      }
      return files.size();
    }
  }

  @Test
  void noSecretIsInAnythingThatARunLeaves() throws Exception {
    Path output = Files.createDirectories(folder.resolve("run"));
    Files.createDirectories(folder.resolve("events"));
    PretrainConfig config =
        SmallRuns.config(
            SmallRuns.pictures(folder.resolve("data")),
            output,
            "optimizer.epochs=1",
            "log.tensorboard=true",
            "export.formats=[onnx]",
            "mlflow.log_model=true");
    Path yaml = MainProcess.write(config, folder.resolve("run.yaml"));
    try (FakeMlflow server = new FakeMlflow();
        MainProcess program =
            MainProcess.start(
                folder.resolve("log"),
                environment(server.address()),
                options(),
                "pretrain",
                "--config",
                yaml.toString())) {
      assertEquals(0, program.exitCode(), program.output());
      assertTrue(server.authorizations().contains("Bearer " + SECRET), "the token was used");
      assertTrue(server.sent().size() > 5, "calls: " + server.sent().size());
      server.sent().forEach(call -> assertAbsent(call, "a call"));
    }
    assertEquals(0, new Program().run("report", output.toString()));
    assertTrue(Files.exists(output.resolve("result.json")));
    assertTrue(Files.exists(output.resolve("report.html")));
    int files = assertAbsentBelow(folder);
    assertTrue(files > 12, "files: " + files);
  }
}
