package mclspark.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import mclspark.UserError;
import mclspark.dataset.PictureSource;
import mclspark.random.CounterRandom;

/**
 * A labelled set ordered by class: what class-balanced batches and the sampling of negatives are
 * drawn from. Two ints a picture; no list of a class's complement.
 */
public final class PicturesByClass {

  private final List<String> names;
  private final int[] labels; // [n]
  private final int[] ordered; // [n] picture indices by class, within a class in the data's order
  private final int[] start; // [classes + 1], where each class begins in the order
  private final int[] present; // labels that occur, in order of first appearance

  private PicturesByClass(List<String> names, int[] labels) {
    this.names = names;
    this.labels = labels;
    this.start = new int[names.size() + 1];
    this.ordered = new int[labels.length];
    for (int label : labels) {
      start[label + 1]++;
    }
    for (int c = 0; c < names.size(); c++) {
      start[c + 1] += start[c];
    }
    int[] next = start.clone();
    int[] appeared = new int[names.size()];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (next[labels[i]] == start[labels[i]]) {
        appeared[count++] = labels[i];
      }
      ordered[next[labels[i]]++] = i;
    }
    this.present = Arrays.copyOf(appeared, count);
  }

  /**
   * Groups the pictures of a data set.
   *
   * @throws UserError if a picture has a label beyond the class names
   */
  public static PicturesByClass of(PictureSource source) {
    int[] labels = new int[source.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = source.label(i);
    }
    return of(labels, source.classNames(), source::name);
  }

  static PicturesByClass of(int[] labels, List<String> names, IntFunction<String> pictureName) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= names.size()) {
        throw new UserError(
            "%s has label %d but there are %d classes (0 to %d); check the data."
                .formatted(pictureName.apply(i), labels[i], names.size(), names.size() - 1));
      }
    }
    return new PicturesByClass(List.copyOf(names), labels.clone());
  }

  /** Number of pictures n. */
  public int size() {
    return labels.length;
  }

  int label(int picture) {
    return labels[picture];
  }

  String name(int label) {
    return names.get(label);
  }

  /** Labels that occur, in order of first appearance. */
  int[] present() {
    return present.clone();
  }

  /** Number of pictures of a class. */
  int count(int label) {
    return start[label + 1] - start[label];
  }

  /** Distinct pictures of a class, every ordered choice equally likely. */
  int[] distinct(CounterRandom random, int label, int k) {
    int[] drawn = random.distinct(count(label), k);
    for (int i = 0; i < k; i++) {
      drawn[i] = ordered[start[label] + drawn[i]];
    }
    return drawn;
  }

  /** A uniform picture of a class. */
  int any(CounterRandom random, int label) {
    return ordered[start[label] + random.nextInt(count(label))];
  }

  /** A uniform picture of any other class. */
  int anyOther(CounterRandom random, int label) {
    int offset = random.nextInt(labels.length - count(label));
    return ordered[offset < start[label] ? offset : offset + count(label)];
  }
}
