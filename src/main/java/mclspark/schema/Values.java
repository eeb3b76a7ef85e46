package mclspark.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;

/**
 * The values that a user gave for the keys of a schema, from a file and from the command line, on
 * top of the defaults. Later values of a key win. Use once, from one thread.
 *
 * @param <T> the record that the schema describes
 */
public final class Values<T extends Record> {

  /** The source of values given as {@code key=value}. */
  public static final String COMMAND_LINE = "command line";

  private final Schema<T> schema;
  private final Map<String, JsonNode> nodes = new HashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Problems problems;

  /**
   * Starts with the defaults.
   *
   * @param schema the keys that exist
   * @param label the file or other origin to name in messages
   */
  public Values(Schema<T> schema, String label) {
    this.schema = schema;
    this.problems = new Problems(label, sources);
  }

  /**
   * Adds the values of a YAML document.
   *
   * @throws UserError if the text is no YAML; everything else is collected
   */
  public void addYaml(String source, String text) {
    addTree(source, Yaml.parse(source, text));
  }

  /** Adds values from nested maps, as {@link Canonical#tree} gives them. */
  public void addTree(String source, Map<String, ?> tree) {
    addTree(source, Yaml.ofTree(tree));
  }

  private void addTree(String source, JsonNode root) {
    if (root.isObject()) {
      addSection(source, "", root);
    } else if (!root.isMissingNode() && !root.isNull()) {
      problems.addFrom(source, "the file must hold keys and sections, such as `name: test`.");
    }
  }

  private void addSection(String source, String section, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = section.isEmpty() ? field.getKey() : section + "." + field.getKey();
      if (!schema.isSection(path)) {
        addValue(source, path, field.getValue());
      } else if (field.getValue().isObject()) {
        addSection(source, path, field.getValue());
      } else if (!field.getValue().isNull()) { // a section whose keys are all commented out
        problems.addFrom(
            source,
            "%s is %s; it must be a section with keys such as %s."
                .formatted(path, Words.shown(field.getValue()), schema.namesIn(path).get(0)));
      }
    }
  }

  private void addValue(String source, String path, JsonNode value) {
    if (schema.key(path).isEmpty()) {
      problems.addFrom(source, path + " is not a known key" + advice(path));
      return;
    }
    nodes.put(path, value);
    sources.put(path, source);
  }

  private String advice(String path) {
    List<String> known = schema.keys().stream().map(KeyInfo::path).toList();
    String question = Suggestions.question(path, known);
    int dot = path.lastIndexOf('.');
    String section = dot < 0 ? "" : path.substring(0, dot);
    if (!question.equals(".")) {
      return question;
    }
    List<String> names = schema.namesIn(schema.isSection(section) ? section : "");
    return schema.isSection(section)
        ? "; the keys of %s are %s.".formatted(section, String.join(", ", names))
        : Suggestions.question(
            section.isEmpty() ? path : section,
            schema.sections().stream().map(SectionInfo::path).toList());
  }

  /** Adds one {@code section.key=value} of the command line; lists are written {@code [1,2]}. */
  public void addOverride(String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      problems.addFrom(
          COMMAND_LINE, override + " is not of the form section.key=value, such as seed=1.");
      return;
    }
    String path = override.substring(0, equals).strip();
    String text = override.substring(equals + 1).strip();
    boolean isText = schema.key(path).filter(key -> key.type() == String.class).isPresent();
    if (isText) { // taken as it is: paths may hold characters that mean something in YAML
      addValue(COMMAND_LINE, path, TextNode.valueOf(text));
      return;
    }
    if (schema.isSection(path)) {
      problems.addFrom(COMMAND_LINE, "%s is a section; write %s.KEY=VALUE.".formatted(path, path));
      return;
    }
    try {
      addValue(COMMAND_LINE, path, Yaml.parse(COMMAND_LINE, text));
    } catch (UserError e) {
      problems.addFrom(COMMAND_LINE, "%s is %s, which cannot be read.".formatted(path, text));
    }
  }

  /** Where the user's values come from, by full name; keys left at their default are absent. */
  public Map<String, String> sources() {
    return Map.copyOf(sources);
  }

  /** The problems so far; the caller adds those of rules over several keys. */
  public Problems problems() {
    return problems;
  }

  /**
   * Builds the configuration. A value with a problem is replaced by the default, so that rules over
   * the rest can still be checked; call {@link Problems#throwIfAny} before the result is used.
   */
  public T build() {
    Map<String, Object> values = new HashMap<>();
    for (KeyInfo key : schema.keys()) {
      JsonNode node = nodes.get(key.path());
      if (node == null && key.key().required()) {
        problems.add(key.path(), key.path() + " is missing" + key.hintInBrackets() + ".");
      }
      Optional<Object> given = node == null ? Optional.empty() : accepted(key, node);
      values.put(
          key.path(),
          given.orElseGet(() -> ValueType.ofText(key.path(), key.type(), key.standard())));
    }
    return schema.build(values);
  }

  private Optional<Object> accepted(KeyInfo key, JsonNode node) {
    Optional<Object> value = ValueType.convert(key.type(), node);
    if (value.isEmpty()) {
      problems.add(key.path(), refusal(key, node, typeWords(key, node)));
      return value;
    }
    if (value.get() instanceof String text && Passwords.isIn(text)) {
      problems.add(key.path(), Passwords.sentence(key.path()));
      return Optional.empty();
    }
    if (!withinBounds(key, value.get())) {
      String words =
          node.isArray() ? typeWords(key, node) : key.bounds().words() + key.hintInBrackets() + ".";
      problems.add(key.path(), refusal(key, node, words));
      return Optional.empty();
    }
    if (key.key().required() && value.get().equals("")) {
      problems.add(key.path(), key.path() + " is empty" + key.hintInBrackets() + ".");
    }
    return value;
  }

  private static String refusal(KeyInfo key, JsonNode node, String requirement) {
    String shown = isEmpty(node) ? "empty" : Words.shown(node);
    return "%s is %s; it must be %s".formatted(key.path(), shown, requirement);
  }

  private static boolean isEmpty(JsonNode node) {
    boolean emptyText = node.isTextual() && node.textValue().isEmpty();
    return emptyText || node.isNull() || node.isMissingNode();
  }

  private static String typeWords(KeyInfo key, JsonNode node) {
    if (key.type() == int.class && node.isIntegralNumber()) {
      return "between %d and %d.".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    String words = ValueType.words(key.type(), key.bounds());
    return ValueType.isEnum(key.type())
        ? words + Suggestions.question(node.asText(), ValueType.enumNames(key.type()))
        : words + key.hintInBrackets() + ".";
  }

  private static boolean withinBounds(KeyInfo key, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().allMatch(element -> withinBounds(key, element));
    }
    return !(value instanceof Number number) || key.bounds().allow(number.doubleValue());
  }
}
