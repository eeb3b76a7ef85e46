package mclspark.dataset.shards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * What Hugging Face's {@code datasets} says of the columns in the footer of a Parquet file, under
 * the key {@code huggingface}; Spark does not hand it on.
 *
 * @param images the columns of pictures
 * @param labels the columns of labels with the names of their classes
 */
public record HuggingFaceFeatures(List<String> images, Map<String, List<String>> labels) {

  /** Where nothing is said. */
  public static final HuggingFaceFeatures NONE = new HuggingFaceFeatures(List.of(), Map.of());

  private static final String KEY = "huggingface";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the collections. */
  public HuggingFaceFeatures {
    images = List.copyOf(images);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels)); // in the writer's order
  }

  /**
   * Reads them from a file.
   *
   * @throws UserError if the file is no Parquet file
   */
  public static HuggingFaceFeatures read(String file, Configuration configuration) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), configuration))) {
      return of(reader.getFooter());
    } catch (JsonProcessingException e) {
      throw new UserError(
          "The Parquet file %s has a damaged entry 'huggingface' in its footer: %s; write it anew."
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException | RuntimeException e) { // Parquet meets damage with all kinds
      throw new UserError(
          "The Parquet file " + file + " cannot be read: " + e.getMessage() + "; copy it again.",
          e);
    }
  }

  /**
   * What a footer says.
   *
   * @throws JsonProcessingException if the entry is damaged
   */
  public static HuggingFaceFeatures of(ParquetMetadata footer) throws JsonProcessingException {
    return parse(footer.getFileMetaData().getKeyValueMetaData().get(KEY));
  }

  private static HuggingFaceFeatures parse(String text) throws JsonProcessingException {
    if (text == null) {
      return NONE;
    }
    List<String> images = new ArrayList<>();
    Map<String, List<String>> labels = new LinkedHashMap<>();
    JSON.readTree(text)
        .path("info")
        .path("features")
        .properties()
        .forEach(
            feature -> {
              JsonNode kind = feature.getValue();
              if (kind.path("_type").asText().equals("Image")) {
                images.add(feature.getKey());
              } else if (kind.path("_type").asText().equals("ClassLabel")) {
                List<String> names = new ArrayList<>();
                kind.path("names").forEach(name -> names.add(name.asText()));
                labels.put(feature.getKey(), names);
              }
            });
    return new HuggingFaceFeatures(images, labels);
  }
}
