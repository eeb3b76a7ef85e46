package mclspark.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/** A small file that holds one record as JSON, its components in snake case. */
public final class JsonFile {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JsonFile() {}

  /**
   * Writes a file, in place of an older one, whole or not at all.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public static void write(Path place, Configuration hadoop, Record content) {
    CommittedFile.write(
        place,
        hadoop,
        out -> {
          out.write(JSON.writeValueAsBytes(content));
          out.write('\n');
        });
  }

  /**
   * Reads a file; what it has beside the record's components is passed over.
   *
   * @return empty if there is none
   * @throws JsonProcessingException if it is something else, or the record refuses what it says
   * @throws mclspark.UserError if it cannot be read
   */
  public static <T extends Record> Optional<T> read(Path place, Configuration hadoop, Class<T> type)
      throws JsonProcessingException {
    try {
      byte[] text = StoredFiles.readBytes(StoredFiles.fileSystem(place, hadoop), place);
      T content = JSON.readValue(text, type);
      if (content == null) {
        throw new JsonMappingException(null, "it says null");
      }
      return Optional.of(content);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(place, e);
    }
  }
}
