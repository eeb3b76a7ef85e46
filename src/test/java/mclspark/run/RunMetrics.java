package mclspark.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.metrics.MetricsLog;

/** What a run under test tells in its metrics, and signals that end it where these say it is. */
public final class RunMetrics {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a worker ends that {@link #failAfter} stops. */
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private RunMetrics() {}

  /** The events of a kind, in order. */
  public static List<JsonNode> lines(Path output, String kind) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : Files.readAllLines(output.resolve(MetricsLog.FILE_NAME))) {
      JsonNode event = JSON.readTree(line);
      if (event.get("kind").asText().equals(kind)) {
        found.add(event);
      }
    }
    return found;
  }

  /** Whether the metrics tell of a step or an epoch, counted from 0, or of a later one. */
  public static boolean reached(Path output, String kind, long number) {
    try {
      return lines(output, kind).stream().anyMatch(event -> event.get(kind).asLong() >= number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails the worker with {@link Stopped} when it asks after the end of a step or an epoch. */
  public static StopSignal failAfter(Path output, String kind, long number) {
    return () -> {
      if (reached(output, kind, number)) {
        throw new Stopped();
      }
    };
  }
}
