package mclspark.schedule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import mclspark.run.JobConfig;
import mclspark.storage.JsonFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place in a schedule that a run belongs to, written into its folder as {@code slot.json}.
 *
 * @param template the output as configured
 * @param output the folder that was made of it
 * @param date that was used, ISO 8601 in UTC
 * @param configFingerprint of the configuration that began there
 */
public record Slot(String template, String output, String date, String configFingerprint) {

  /** The file's name in the folder of a run. */
  static final String FILE_NAME = "slot.json";

  private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

  /** That of a run whose output has no placeholders. */
  public static Slot fixed(JobConfig config) {
    return new Slot(config.output(), config.output(), Instant.now().toString(), config.hash());
  }

  /** When it was. */
  Instant time() {
    return Instant.parse(date);
  }

  /** Whether there is more to write down than the folder itself. */
  @JsonIgnore
  public boolean isScheduled() {
    return !template.equals(output);
  }

  /** Writes the file; of an output without placeholders nothing is written. */
  public void write(Configuration hadoop) {
    if (!isScheduled()) {
      return;
    }
    JsonFile.write(new Path(output, FILE_NAME), hadoop, this);
  }

  /** Checks that nothing is missing. */
  public Slot {
    Objects.requireNonNull(template);
    Objects.requireNonNull(date);
    Objects.requireNonNull(configFingerprint);
  }

  /**
   * Reads the file of a folder, wherever it lies now; a folder without one, or with half of one, is
   * nobody's slot.
   */
  static Optional<Slot> read(String folder, Configuration hadoop) {
    Path place = new Path(folder, FILE_NAME);
    try {
      Optional<Slot> slot = JsonFile.read(place, hadoop, Slot.class);
      slot.ifPresent(Slot::time); // or it is none
      return slot.map(own -> new Slot(own.template, folder, own.date, own.configFingerprint));
    } catch (JsonProcessingException | DateTimeException e) {
      LOG.warn("{} is not of this program and is passed over: {}", place, e.getMessage());
      return Optional.empty();
    }
  }
}
