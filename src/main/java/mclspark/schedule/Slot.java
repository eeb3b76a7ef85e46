package mclspark.schedule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import mclspark.run.JobConfig;
import mclspark.storage.CommittedFile;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
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

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

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
    Path place = new Path(output, FILE_NAME);
    CommittedFile.write(place, hadoop, out -> out.write(JSON.writeValueAsBytes(this)));
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
      byte[] text = StoredFiles.readBytes(StoredFiles.fileSystem(place, hadoop), place);
      Slot slot = JSON.readValue(text, Slot.class);
      if (slot == null) {
        return Optional.empty();
      }
      slot.time(); // or it is none
      return Optional.of(new Slot(slot.template, folder, slot.date, slot.configFingerprint));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException | DateTimeException e) {
      LOG.warn("{} is not of this program and is passed over: {}", place, e.getMessage());
      return Optional.empty();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(place, e);
    }
  }
}
