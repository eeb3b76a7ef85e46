package mclspark.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows on the driver's console what the first worker, perhaps on another machine, writes into the
 * run's metrics file. Display only: what goes wrong here is logged and does not touch the run.
 */
public final class ProgressFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressFollower.class);
  private static final long POLL_MILLIS = 300;
  private static final long CLOSE_MILLIS = 5_000;

  /** Losses of a step's line, with their names on the console. */
  private static final Map<String, String> TERMS = new LinkedHashMap<>();

  static {
    TERMS.put("loss", "loss");
    TERMS.put("cls", "CE");
    TERMS.put("kd", "KD");
    TERMS.put("vcl", "VCL");
    TERMS.put("icl", "ICL");
    TERMS.put("soft_vcl", "softVCL");
    TERMS.put("soft_icl", "softICL");
  }

  private final Path file;
  private final Configuration hadoop;
  private final String task;
  private final long totalSteps;
  private final ProgressListener listener;
  private final ObjectMapper json = new ObjectMapper();
  private final Thread thread = new Thread(this::follow, "progress");
  private volatile boolean ended;
  private ProgressLine line;
  private long offset = -1; // not known yet
  private boolean troubled;

  /**
   * Starts to follow.
   *
   * @param output the run's folder; what its metrics file holds already is passed over
   * @param totalSteps steps of the whole run
   * @param listener told of steps and epochs, on the follower's thread
   */
  public ProgressFollower(
      String output,
      Configuration hadoop,
      String task,
      long totalSteps,
      ProgressListener listener) {
    this.file = new Path(output + "/" + MetricsLog.FILE_NAME);
    this.hadoop = hadoop;
    this.task = task;
    this.totalSteps = totalSteps;
    this.listener = listener;
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    try {
      look();
      while (!ended) {
        Thread.sleep(POLL_MILLIS);
        look();
      }
      look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Failures in a row are told once; the next look may do better. */
  private void look() {
    try {
      show(file.getFileSystem(hadoop));
      troubled = false;
    } catch (IOException | RuntimeException e) {
      if (!troubled) {
        LOG.warn("The progress of the run can't be shown at the moment: {}", e.toString());
      }
      troubled = true;
    }
  }

  private long length(FileSystem files) throws IOException {
    try {
      return files.getFileStatus(file).getLen();
    } catch (FileNotFoundException e) {
      return 0; // not begun yet
    }
  }

  private void show(FileSystem files) throws IOException {
    long length = length(files);
    if (offset < 0 || length < offset) {
      offset = length; // there before the start, or cut back to a checkpoint: shown already
    }
    if (length == offset) {
      return;
    }
    // From the byte before: only a whole line is an event, wherever an attempt has cut the file.
    long from = Math.max(0, offset - 1);
    byte[] fresh = new byte[(int) Math.min(length - from, 1 << 24)];
    try (FSDataInputStream in = files.open(file)) {
      in.readFully(from, fresh);
    }
    int begin = offset == 0 ? 0 : after(fresh, 0, 1);
    int end = after(fresh, fresh.length - 1, -1);
    offset = Math.max(offset, from + end);
    if (end <= begin) {
      return;
    }
    String text = new String(fresh, begin, end - begin, StandardCharsets.UTF_8);
    for (String event : text.split("\n")) {
      show(json.readTree(event));
    }
  }

  /** The place after the first line end from {@code start} on, in a direction; 0 if none. */
  private static int after(byte[] bytes, int start, int direction) {
    for (int i = start; i >= 0 && i < bytes.length; i += direction) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private void show(JsonNode event) {
    switch (event.path("kind").asText()) {
      case "step" -> step(event);
      case "knn" ->
          say(
              "kNN after %d epochs, peer %s: %.2f %% of %d test pictures"
                  .formatted(
                      event.get("epoch").asInt(),
                      event.get("peer").asText(),
                      event.get("top1").asDouble(),
                      event.get("pictures").asLong()));
      case "epoch" ->
          epoch(
              String.format(
                  Locale.ROOT,
                  "Epoch %d: loss %.4f, %s, %.0f images/s",
                  event.get("epoch").asInt(),
                  event.get("loss").asDouble(),
                  event.has("train_accuracy")
                      ? "training accuracy " + percent(event.get("train_accuracy"))
                      : "own key first for " + percent(event.get("top1")),
                  event.get("images_per_second").asDouble()));
      case "evaluation" ->
          say(
              "Epoch %d: top-1 of the peers %s, of the ensemble %s of %d test pictures"
                  .formatted(
                      event.get("epoch").asInt(),
                      percent(event.get("top1")),
                      percent(event.get("ensemble_top1")),
                      event.get("images").asLong()));
      case "linear", "finetune" ->
          epoch(
              String.format(
                  Locale.ROOT,
                  "Epoch %d, encoder %s: training loss %.4f, top-1 %.2f %% of %d test pictures",
                  event.get("epoch").asInt(),
                  event.get("peer").asText(),
                  event.get("train_loss").asDouble(),
                  event.get("top1").asDouble(),
                  event.get("images").asLong()));
      case "warning" -> say("Warning: " + event.get("message").asText());
      case "run" -> say(event.get("engine").asText());
      default -> {} // checkpoints and the like are in the file
    }
  }

  private void epoch(String summary) {
    say(summary);
    listener.epoch(summary);
  }

  private void step(JsonNode event) {
    long step = event.get("step").asLong();
    if (line == null) {
      line = ProgressLine.open(task, totalSteps, step + 1); // the clock starts after this one
    }
    int epoch = event.get("epoch").asInt();
    MetricsEvent.Speed speed =
        new MetricsEvent.Speed(
            event.get("images_per_second").asDouble(),
            event.get("data_wait").asDouble(),
            event.get("all_reduce").asDouble());
    line.update(new ProgressLine.Step(epoch, step, losses(event), speed));
    listener.step(new StepProgress(epoch, step, event.get("loss").asDouble(Double.NaN), speed));
  }

  /** The terms that the job has, in a fixed order. */
  private static String losses(JsonNode event) {
    List<String> terms = new ArrayList<>();
    TERMS.forEach(
        (field, label) -> {
          if (event.has(field)) {
            terms.add(String.format(Locale.ROOT, "%s %.3f", label, event.get(field).asDouble()));
          }
        });
    return String.join(" ", terms);
  }

  /** One number, or those of all peers. */
  private static String percent(JsonNode numbers) {
    List<String> each = new ArrayList<>();
    for (JsonNode number : numbers.isArray() ? numbers : List.of(numbers)) {
      each.add(String.format(Locale.ROOT, "%.2f", number.asDouble()));
    }
    return String.join(" / ", each) + " %";
  }

  private void say(String sentence) {
    if (line == null) {
      LOG.info("{}", sentence);
    } else {
      line.say(sentence);
    }
  }

  /** Shows what is left and ends. */
  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join(CLOSE_MILLIS);
    if (line != null) {
      line.close();
    }
  }
}
