package mclspark.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import mclspark.metrics.MetricsLog;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The last accuracies in a run's metrics: of kinds {@code knn}, {@code linear} and {@code finetune}
 * one a peer, of {@code evaluation} one a peer and that of the {@code ensemble}.
 */
final class Accuracies {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOP1 = "top1";

  private final Map<String, Map<String, Double>> last = new TreeMap<>();

  private Accuracies() {}

  /**
   * Reads the metrics of a folder; without any there are no accuracies.
   *
   * @throws mclspark.UserError if they can't be read
   */
  static Map<String, Map<String, Double>> in(String folder, Configuration hadoop) {
    Path path = new Path(folder, MetricsLog.FILE_NAME);
    Accuracies accuracies = new Accuracies();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                StoredFiles.fileSystem(path, hadoop).open(path), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        accuracies.add(line);
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    } catch (IOException e) {
      throw StorageErrors.cannotRead(path, e);
    }
    return accuracies.last;
  }

  private void add(String line) {
    if (!line.contains('"' + TOP1 + '"')) {
      return;
    }
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JsonProcessingException e) { // half a line, which a killed run left
      return;
    }
    String kind = event.path("kind").asText();
    switch (kind) {
      case "knn", "linear", "finetune" -> put(kind, event.path("peer").asText(), event.path(TOP1));
      case "evaluation" -> {
        for (int peer = 0; peer < event.path(TOP1).size(); peer++) {
          put(kind, String.valueOf(peer), event.path(TOP1).get(peer));
        }
        put(kind, "ensemble", event.path("ensemble_top1"));
      }
      default -> {}
    }
  }

  private void put(String kind, String peer, JsonNode accuracy) {
    if (accuracy.isNumber()) {
      last.computeIfAbsent(kind, key -> new TreeMap<>()).put(peer, accuracy.asDouble());
    }
  }
}
