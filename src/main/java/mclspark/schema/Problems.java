package mclspark.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.UserError;

/** Collects everything that is wrong with one configuration, so that it is reported at once. */
public final class Problems {

  private final String label;
  private final Map<String, String> sources;
  private final Set<String> keysWithProblems = new HashSet<>();
  private final List<String> sentences = new ArrayList<>();

  /**
   * Starts with no problem.
   *
   * @param label the file to blame where no other source is known
   * @param sources where each key that was set has its value from; read when a problem is added
   */
  Problems(String label, Map<String, String> sources) {
    this.label = label;
    this.sources = sources;
  }

  /** Adds a problem of one key: a sentence that starts with the key and ends with its mark. */
  public void add(String key, String sentence) {
    addFrom(sources.getOrDefault(key, label), sentence);
    keysWithProblems.add(key);
  }

  /** Adds a problem that belongs to a source rather than a key. */
  void addFrom(String source, String sentence) {
    sentences.add(source + ": " + sentence);
  }

  /**
   * Adds a problem unless the rule holds, or one of the keys has a problem already and the rule
   * therefore judged a value that nobody gave.
   *
   * @param holds whether all is well
   * @param sentence what to tell if not: keys, values and what to do
   * @param keys the keys that the rule is about
   */
  public void require(boolean holds, String sentence, String... keys) {
    if (holds || Arrays.stream(keys).anyMatch(keysWithProblems::contains)) {
      return;
    }
    String source =
        Arrays.stream(keys)
            .filter(sources::containsKey)
            .map(sources::get)
            .findFirst()
            .orElse(label);
    addFrom(source, sentence);
  }

  /** The problems so far, each a sentence with its source. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  /**
   * Reports all problems.
   *
   * @throws UserError if there are any
   */
  public void throwIfAny() {
    if (sentences.size() == 1) {
      throw new UserError(sentences.get(0));
    }
    if (!sentences.isEmpty()) {
      throw new UserError(
          "The configuration has "
              + sentences.size()
              + " problems:\n  "
              + String.join("\n  ", sentences));
    }
  }
}
