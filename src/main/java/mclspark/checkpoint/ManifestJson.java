package mclspark.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.dataset.ClassNames;

/** Manifests as JSON text. Equal manifests give equal bytes. */
public final class ManifestJson {

  // Fields that a later program added are ignored; a change of meaning raises the version instead.
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private ManifestJson() {}

  /** The manifest as indented UTF-8 text. */
  static byte[] write(Manifest manifest) throws IOException {
    String text = JSON.writer(PRETTY).writeValueAsString(manifest) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a manifest.
   *
   * @param file what errors name
   * @throws UserError if it is no manifest, incomplete, or of an unknown version
   */
  static Manifest read(byte[] json, String file) {
    try {
      JsonNode root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
      checkVersion(root, file);
      addClasses(root);
      return JSON.treeToValue(root, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new UserError(
          String.format(
              "%s is not a valid checkpoint manifest: %s%s. Use another checkpoint.",
              file, field(e), e.getOriginalMessage()),
          e);
    }
  }

  /** Older programs wrote none. */
  private static void addClasses(JsonNode root) {
    if (root.path("run") instanceof ObjectNode run && !run.has("classes")) {
      run.set("classes", JSON.valueToTree(ClassNames.UNKNOWN));
    }
  }

  private static String field(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(reference -> String.valueOf(reference.getFieldName()))
        .collect(Collectors.joining(".", "", ": "));
  }

  private static void checkVersion(JsonNode root, String file) {
    if (!root.path("format").asText().equals(Manifest.FORMAT)) {
      throw new UserError(
          String.format(
              "%s is not a checkpoint manifest: its \"format\" is not \"%s\"."
                  + " Give a checkpoint that this program wrote.",
              file, Manifest.FORMAT));
    }
    JsonNode version = root.path("formatVersion");
    if (!version.isInt() || version.intValue() != Manifest.VERSION) {
      throw new UserError(
          String.format(
              "%s has checkpoint format version %s, but this program reads version %d only."
                  + " Read it with the program version that wrote it.",
              file, version, Manifest.VERSION));
    }
  }
}
