package mclspark.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mclspark.storage.CommittedFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The id of a run on the server, in the folder of the run here, for its next start. */
record SavedId(Path file, Configuration hadoop) {

  /** The file's name in the folder of a run. */
  static final String FILE_NAME = "mlflow.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  static SavedId in(String output, Configuration hadoop) {
    return new SavedId(new Path(output, FILE_NAME), hadoop);
  }

  /** The id that was saved for this server. */
  Optional<String> read(String trackingUri) throws IOException {
    FileSystem files = StoredFiles.fileSystem(file, hadoop);
    if (!files.exists(file)) {
      return Optional.empty();
    }
    JsonNode saved = JSON.readTree(StoredFiles.readText(files, file));
    String id = saved.path("run_id").asText();
    boolean same = saved.path("tracking_uri").asText().equals(trackingUri);
    return same && !id.isEmpty() ? Optional.of(id) : Optional.empty();
  }

  void write(String trackingUri, String id) throws IOException {
    String text =
        JSON.createObjectNode().put("tracking_uri", trackingUri).put("run_id", id).toString();
    try (CommittedFile out = CommittedFile.create(file, hadoop)) {
      out.stream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
      out.commit();
    }
  }
}
