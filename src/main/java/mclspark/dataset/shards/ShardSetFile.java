package mclspark.dataset.shards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mclspark.UserError;
import mclspark.dataset.ForeignData;
import mclspark.storage.CommittedFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes and reads the {@code classes.json} of a set of shards. */
public final class ShardSetFile {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private ShardSetFile() {}

  /** Writes the file. */
  public static void write(ShardSet set, ShardFolder folder, Configuration configuration)
      throws IOException {
    String text = JSON.writer(PRETTY).writeValueAsString(set) + "\n";
    try (CommittedFile out = CommittedFile.create(folder.classes(), configuration)) {
      out.stream().write(text.getBytes(StandardCharsets.UTF_8));
      out.commit();
    }
  }

  /** The entries that the first version did not have. */
  private static JsonNode completed(JsonNode set) {
    if (set instanceof ObjectNode object
        && object.path("version").asInt() == ShardSet.LABELS_REQUIRED) {
      object.put("unlabelled", 0).putArray("columns");
    }
    return set;
  }

  /**
   * Reads the file of a finished set.
   *
   * @throws UserError if there is no such folder, the set is unfinished, or the file is damaged
   */
  public static ShardSet read(ShardFolder folder, Configuration configuration) {
    Path path = folder.classes();
    try {
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      if (!files.exists(folder.marker())) {
        String other =
            ForeignData.sentence(files, new Path(folder.root())).map(text -> " " + text).orElse("");
        throw new UserError(
            folder.root()
                + " holds no finished set of shards: "
                + folder.marker().getName()
                + " is missing; make one with mcl prepare."
                + other);
      }
      JsonNode entry = JSON.readTree(StoredFiles.readText(files, path));
      ShardSet set = JSON.treeToValue(completed(entry), ShardSet.class);
      if (set == null) { // nothing at all, or the word null
        throw new UserError(path + " is damaged (it is empty); prepare the data again.");
      }
      if (!set.format().equals(ShardSet.FORMAT) || set.version() > ShardSet.VERSION) {
        throw new UserError(
            "%s is of format '%s', version %d; this program reads '%s', up to version %d: prepare the data again."
                .formatted(path, set.format(), set.version(), ShardSet.FORMAT, ShardSet.VERSION));
      }
      return set;
    } catch (JsonProcessingException e) {
      throw new UserError(
          path + " is damaged (" + e.getOriginalMessage() + "); prepare the data again.", e);
    } catch (IOException e) {
      throw new UserError(path + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
