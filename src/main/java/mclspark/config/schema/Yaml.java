package mclspark.config.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import mclspark.UserError;

/** Parses YAML text; a key that stands twice is an error. */
final class Yaml {

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private Yaml() {}

  /**
   * Parses one document; empty text gives a missing node.
   *
   * @throws UserError if the text is no YAML, naming the source and line
   */
  static JsonNode parse(String source, String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("it cannot be parsed");
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new UserError("%s: line %d is not valid YAML: %s.".formatted(source, line, reason), e);
    }
  }

  /** Turns maps, lists and scalars into the nodes that their YAML would give. */
  static JsonNode ofTree(Object tree) {
    return MAPPER.valueToTree(tree);
  }
}
