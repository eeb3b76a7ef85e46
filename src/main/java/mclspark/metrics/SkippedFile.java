package mclspark.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.dataset.BadPicture;
import mclspark.pipeline.BadPictures;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * Lists the broken pictures of a run in {@code skipped.tsv}, from its metrics, which have those of
 * all workers and attempts.
 */
public final class SkippedFile {

  private static final String NAME = "skipped.tsv";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SkippedFile() {}

  /**
   * Writes the list anew.
   *
   * @param output the run's folder
   * @return the number of pictures in it
   * @throws mclspark.UserError if the metrics can't be read or the file can't be written
   */
  public static int write(String output, Configuration hadoop) {
    BadPictures all = new BadPictures(Integer.MAX_VALUE);
    told(output, hadoop)
        .forEach((path, reason) -> all.add(new BadPicture(all.count(), path, reason)));
    all.writeTsv(output + "/" + NAME, hadoop);
    return all.count();
  }

  /** Reasons by path; nothing if no metrics have been written. */
  public static Map<String, String> told(String output, Configuration hadoop) {
    Path metrics = new Path(output, MetricsLog.FILE_NAME);
    Map<String, String> reasons = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                metrics.getFileSystem(hadoop).open(metrics), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("\"skipped\"")) {
          JsonNode event = JSON.readTree(line);
          reasons.put(event.path("path").asText(), event.path("reason").asText());
        }
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(metrics, e);
    }
    return reasons;
  }
}
