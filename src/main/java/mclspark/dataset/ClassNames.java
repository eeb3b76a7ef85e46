package mclspark.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;

/**
 * The classes of a set of pictures, and the rule by which those of two sets, or of a set and a
 * network, are compared: by their names. Numbers alone say nothing, because each set numbers its
 * own.
 *
 * @param names in the order of the classes' numbers; empty where nothing is known of them
 * @param known false if the names are the numbers only, because the set brings none
 */
public record ClassNames(List<String> names, boolean known) implements Serializable {

  /** Classes of which nothing is known, not even how many they are. */
  public static final ClassNames UNKNOWN = new ClassNames(List.of(), false);

  /** Copies the list. */
  public ClassNames {
    names = List.copyOf(names);
  }

  /**
   * The numbers that another set's classes have here.
   *
   * @param numbers [classes of the other set]
   * @param byName false if only the numbers could be compared, for want of names
   */
  public record Match(int[] numbers, boolean byName) {

    /** Whether the other set has the same numbers. */
    public boolean isSame() {
      return IntStream.range(0, numbers.length).allMatch(i -> numbers[i] == i);
    }
  }

  /**
   * Compares another set with this one.
   *
   * @param here what this set is called in a message
   * @param other the other set, of which the names are there
   * @param there what that is called
   * @param mayLack whether the other set may be without some of the classes
   * @throws UserError naming the first classes that differ
   */
  public Match match(String here, ClassNames other, String there, boolean mayLack) {
    if (names.isEmpty() || other.names.equals(names)) {
      return new Match(IntStream.range(0, other.names.size()).toArray(), !names.isEmpty());
    }
    Optional<String> difference = difference(here, other, there, mayLack);
    if (difference.isEmpty()) {
      Map<String, Integer> numbers = new HashMap<>();
      names.forEach(name -> numbers.put(name, numbers.size()));
      return new Match(other.names.stream().mapToInt(numbers::get).toArray(), true);
    }
    if (!(known && other.known) && other.names.size() == names.size()) {
      return new Match(IntStream.range(0, names.size()).toArray(), false);
    }
    throw new UserError(
        "%s has other classes than %s (%d and %d): %s. Give pictures of the same classes under the same names."
            .formatted(there, here, other.names.size(), names.size(), difference.get()));
  }

  private Optional<String> difference(
      String here, ClassNames other, String there, boolean mayLack) {
    List<String> parts = new ArrayList<>();
    firstBeyond(other, this).ifPresent(name -> parts.add(name + " is only in " + there));
    Optional<String> lacking = mayLack ? Optional.empty() : firstBeyond(this, other);
    lacking.ifPresent(name -> parts.add(name + " is only in " + here));
    twice().or(other::twice).ifPresent(name -> parts.add(name + " is the name of two classes"));
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
  }

  private static Optional<String> firstBeyond(ClassNames some, ClassNames others) {
    HashSet<String> all = new HashSet<>(others.names);
    return some.names.stream().filter(name -> !all.contains(name)).findFirst();
  }

  private Optional<String> twice() {
    HashSet<String> seen = new HashSet<>();
    return names.stream().filter(name -> !seen.add(name)).findFirst();
  }
}
