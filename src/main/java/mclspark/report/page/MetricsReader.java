package mclspark.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mclspark.UserError;

/** Reads {@code metrics.jsonl}: one JSON object with a {@code kind} on every line. */
public final class MetricsReader {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String name;
  private final Consumer<Event> events;
  private final List<String> notes = new ArrayList<>();
  private int readable;

  private MetricsReader(String name, Consumer<Event> events) {
    this.name = name;
    this.events = events;
  }

  /**
   * Hands every readable line to {@code events}, in the file's order.
   *
   * @param name of the file, for messages
   * @return a sentence for each line that could not be read, with its number
   * @throws UserError if the file has no readable line
   */
  public static List<String> read(String name, byte[] content, Consumer<Event> events) {
    MetricsReader reader = new MetricsReader(name, events);
    int line = 0;
    int start = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        reader.line(++line, text(content, start, i), true);
        start = i + 1;
      }
    }
    if (start < content.length) {
      reader.line(line + 1, text(content, start, content.length), false);
    }
    reader.requireLines();
    return List.copyOf(reader.notes);
  }

  private static String text(byte[] content, int from, int to) {
    return new String(content, from, to - from, StandardCharsets.UTF_8);
  }

  private void line(int number, String text, boolean ended) {
    if (text.isBlank()) {
      return;
    }
    String problem = parse(text);
    if (problem.isEmpty()) {
      readable++;
    } else if (ended) {
      notes.add(name + ", line " + number + " is skipped: " + problem + ".");
    } else {
      notes.add(
          name
              + ", line "
              + number
              + " is skipped: it is the last one and only half written; the run was stopped while"
              + " writing it, or is writing it now.");
    }
  }

  /** Passes the event on; what is wrong with the line otherwise, or an empty text. */
  private String parse(String text) {
    JsonNode fields;
    try {
      fields = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return "it is no JSON object (" + e.getOriginalMessage() + ")";
    }
    if (!fields.isObject()) {
      return "it is JSON, but no object";
    }
    if (!fields.path("kind").isTextual()) {
      return "it has no \"kind\"";
    }
    events.accept(new Event(fields.path("kind").asText(), fields));
    return "";
  }

  private void requireLines() {
    if (readable > 0) {
      return;
    }
    if (notes.isEmpty()) {
      throw new UserError(name + " is empty: nothing was recorded yet. Wait for the first step.");
    }
    throw new UserError(
        name + " has no readable line. " + notes.get(0) + " Give the output folder of a run.");
  }
}
