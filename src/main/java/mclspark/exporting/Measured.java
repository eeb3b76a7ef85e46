package mclspark.exporting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.NamedPath;
import mclspark.metrics.MetricsLog;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * An accuracy of the exported network that the run has measured, from its {@code metrics.jsonl}.
 *
 * @param what in words
 * @param percent the accuracy
 * @param pictures number of test pictures
 */
record Measured(String what, double percent, long pictures) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The last measurement of a peer up to a checkpoint; empty if there is none beside it. */
  static Optional<Measured> of(Checkpoint checkpoint, int peer, Configuration hadoop) {
    Path run = checkpoint.path().getParent().getParent();
    NamedPath file = NamedPath.of(new Path(run, MetricsLog.FILE_NAME).toString(), hadoop);
    try {
      if (!file.fileSystem().exists(file.path())) {
        return Optional.empty();
      }
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(file.path(), e);
    }
    long steps = checkpoint.manifest().progress().globalStep();
    return file.read(
        (in, length) -> {
          Measured last = null;
          try (BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              last =
                  event(line)
                      .filter(event -> event.path("step").asLong() <= steps)
                      .flatMap(event -> accuracy(event, peer))
                      .orElse(last);
            }
          }
          return Optional.ofNullable(last);
        });
  }

  /** A run that was killed leaves half a line. */
  private static Optional<JsonNode> event(String line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Measured> accuracy(JsonNode event, int peer) {
    boolean own = event.path("peer").asText().equals(Integer.toString(peer));
    return switch (event.path("kind").asText()) {
      case "knn" ->
          measured(
              own,
              "kNN top-1 (k = %d)".formatted(event.path("k").asInt()),
              event.path("top1"),
              event.path("pictures"));
      case "linear" -> measured(own, "linear top-1", event.path("best_top1"), event.path("images"));
      case "finetune" ->
          measured(own, "fine-tuned top-1", event.path("top1"), event.path("images"));
      case "evaluation" ->
          measured(true, "top-1", event.path("top1").path(peer), event.path("images"));
      default -> Optional.empty();
    };
  }

  private static Optional<Measured> measured(
      boolean own, String what, JsonNode percent, JsonNode pictures) {
    return own && percent.isNumber()
        ? Optional.of(new Measured(what, percent.asDouble(), pictures.asLong()))
        : Optional.empty();
  }
}
