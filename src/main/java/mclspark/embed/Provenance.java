package mclspark.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What vectors are: without it nobody can tell which model a table was made by. Written as JSON
 * under {@link #KEY}.
 *
 * @param checkpoint where the model was read
 * @param modelSha256 SHA-256 of the model's file: what it is, wherever it lies
 * @param run name of the run that trained it
 * @param arch architecture of the encoder
 * @param dim length of a vector
 * @param peer {@code 0} and so on, {@code all} or {@code mean}
 * @param layer {@code features} or {@code projection}
 * @param normalized whether vectors have norm 1
 * @param mean of the red, green and blue values, 0 to 1
 * @param std deviation of the same
 * @param resize shorter side before the centre crop in pixels
 * @param cropSize side of the crop in pixels
 * @param version of this program
 */
public record Provenance(
    String checkpoint,
    String modelSha256,
    String run,
    String arch,
    int dim,
    String peer,
    String layer,
    boolean normalized,
    List<Double> mean,
    List<Double> std,
    int resize,
    int cropSize,
    String version) {

  /** The key in a column's metadata and in the footer of a Parquet file. */
  public static final String KEY = "mcl.embedding";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  /** Copies the lists. */
  public Provenance {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** One line of JSON. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers", e);
    }
  }

  /** What {@link #json} has written; empty if the text is something else. */
  public static Optional<Provenance> parse(String json) {
    try {
      return Optional.ofNullable(JSON.readValue(json, Provenance.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Why vectors of both must not stand in one column; the place, the run's name and the program's
   * version may differ.
   *
   * @return parts of a sentence such as {@code peer was 0, is 1}
   */
  public List<String> differences(Provenance now) {
    List<String> parts = new ArrayList<>();
    add(parts, "model_sha256", modelSha256, now.modelSha256);
    add(parts, "arch", arch, now.arch);
    add(parts, "dim", dim, now.dim);
    add(parts, "peer", peer, now.peer);
    add(parts, "layer", layer, now.layer);
    add(parts, "normalized", normalized, now.normalized);
    add(parts, "mean", mean, now.mean);
    add(parts, "std", std, now.std);
    add(parts, "resize", resize, now.resize);
    add(parts, "crop_size", cropSize, now.cropSize);
    return parts;
  }

  private static void add(List<String> parts, String key, Object was, Object is) {
    if (!Objects.equals(was, is)) { // a foreign footer may lack a part
      parts.add("%s was %s, is %s".formatted(key, was, is));
    }
  }
}
