package mclspark.sampling;

import java.util.Arrays;
import java.util.stream.IntStream;
import mclspark.dataset.PictureSource;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * Chooses a share of the pictures of each class: of n of them {@code round(share n)}, but at least
 * one. A pure function of labels and seed, so that all jobs of a seed use the same pictures; a
 * larger share holds a smaller one.
 *
 * @param share > 0 and <= 1
 * @param seed of the run
 */
public record LabelFraction(double share, long seed) {

  /** Indices of the chosen pictures, ascending; pictures with negative labels are never among. */
  public int[] choose(PictureSource source) {
    int[][] byClass = new int[source.classNames().size()][];
    int[] labels = IntStream.range(0, source.size()).map(source::label).toArray();
    int[] counts = new int[byClass.length];
    Arrays.stream(labels).filter(label -> label >= 0).forEach(label -> counts[label]++);
    Arrays.setAll(byClass, label -> new int[counts[label]]);
    int[] next = new int[byClass.length];
    for (int picture = 0; picture < labels.length; picture++) {
      int label = labels[picture];
      if (label >= 0) {
        byClass[label][next[label]++] = picture;
      }
    }
    return IntStream.range(0, byClass.length)
        .flatMap(label -> ofClass(label, byClass[label]))
        .sorted()
        .toArray();
  }

  private IntStream ofClass(int label, int[] pictures) {
    int wanted = (int) Math.max(1, Math.round(share * pictures.length));
    CounterRandom random = CounterRandom.of(seed, 0, label, Purpose.LABELLED_SUBSET);
    int[] drawn = random.distinct(pictures.length, Math.min(wanted, pictures.length));
    return Arrays.stream(drawn).map(place -> pictures[place]);
  }
}
