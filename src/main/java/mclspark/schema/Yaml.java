package mclspark.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import mclspark.UserError;

/**
 * Parses YAML text. A key that stands twice is an error; {@code yes}, {@code no}, {@code on} and
 * {@code off} are text.
 */
public final class Yaml {

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  private Yaml() {}

  /**
   * Parses one document; empty text gives a missing node.
   *
   * @throws UserError if the text is no YAML, naming the source and line
   */
  public static JsonNode parse(String source, String text) {
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
