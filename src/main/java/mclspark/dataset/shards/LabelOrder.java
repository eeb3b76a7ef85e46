package mclspark.dataset.shards;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The order in which the labels of a table become label ids, where nobody names them. */
public final class LabelOrder {

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  private LabelOrder() {}

  /** Numbers as numbers, if all are, so that 0 to n - 1 are their own ids; else as texts. */
  public static List<String> sorted(Collection<String> labels) {
    boolean numbers = labels.stream().allMatch(NUMBER.asMatchPredicate());
    Comparator<String> text = Comparator.naturalOrder();
    Comparator<String> value = Comparator.comparingLong(Long::parseLong);
    return labels.stream().sorted(numbers ? value.thenComparing(text) : text).toList();
  }
}
