package mclspark.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a run tells in its folder, looked at from outside while it runs. */
public record RunFolder(Path path) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whole lines of the metrics of one kind, in order. */
  public List<JsonNode> events(String kind) {
    return lines().stream()
        .filter(line -> line.startsWith("{\"kind\":\"" + kind + "\"") && line.endsWith("}"))
        .map(RunFolder::parse)
        .toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(path.resolve("metrics.jsonl"));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Steps of the run that have been told; falls back at a restart. */
  public long stepsDone() {
    List<JsonNode> steps = events("step");
    return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).path("step").asLong() + 1;
  }

  /** Restarts that have been told. */
  public int restarts() {
    return events("restart").size();
  }

  /** Whether a step has been told since the restart of this number, from 1. */
  public boolean stepsAfterRestart(int restart) {
    int seen = 0;
    for (String line : lines()) {
      seen += line.startsWith("{\"kind\":\"restart\"") ? 1 : 0;
      if (seen >= restart && line.startsWith("{\"kind\":\"step\"") && line.endsWith("}")) {
        return true;
      }
    }
    return false;
  }

  /** Whether a checkpoint is being written, or was when its writer died. */
  public boolean writesCheckpoint() {
    Path checkpoints = path.resolve("checkpoints");
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .filter(Files::isDirectory)
          .max(Comparator.comparing(Path::toString)) // an older one without a marker is deleted
          .map(newest -> !Files.exists(newest.resolve("_COMMITTED")))
          .orElse(false);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
