package mclspark.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far a table of embeddings has moved from an older one of the same model. A linear classifier
 * is to tell new rows from old ones, each half fitted on the other; AUC 0.5 is no drift. Beside it
 * is which new rows are far from all old ones.
 *
 * @param auc area under the classifier's curve, mean of both halves
 * @param low lower end of its 95 % interval, by a bootstrap of the rows in each half
 * @param high upper end
 * @param threshold 99th percentile of the distance (1 - cosine) of an old row from its nearest
 *     other
 * @param beyond share of new rows whose nearest old row is farther than the threshold
 * @param farthest new rows, the farthest first
 */
public record Drift(
    double auc, double low, double high, double threshold, double beyond, List<Far> farthest) {

  private static final int RESAMPLES = 500;
  private static final int SHOWN = 20;

  /**
   * A new row and the old row nearest to it.
   *
   * @param id of the new row
   * @param nearest id of the old row
   * @param distance 1 - cosine
   */
  public record Far(String id, String nearest, double distance) {}

  /**
   * Compares rows.
   *
   * @param old at least four rows
   * @param now at least four rows, as wide
   * @param threads of the products
   */
  public static Drift of(VectorBlock old, VectorBlock now, int threads) {
    Half first = half(old, now, 0);
    Half second = half(old, now, 1);
    SplittableRandom random = new SplittableRandom(1);
    double[] drawn =
        IntStream.range(0, RESAMPLES)
            .mapToDouble(i -> (first.resampled(random) + second.resampled(random)) / 2)
            .sorted()
            .toArray();
    double[] usual =
        nearest(old, old, true, threads).stream().mapToDouble(Far::distance).sorted().toArray();
    double threshold = usual[(int) Math.ceil(0.99 * usual.length) - 1];
    List<Far> found = nearest(now, old, false, threads);
    long beyond = found.stream().filter(far -> far.distance() > threshold).count();
    return new Drift(
        (first.auc() + second.auc()) / 2,
        drawn[(int) (0.025 * RESAMPLES)],
        drawn[(int) (0.975 * RESAMPLES) - 1],
        threshold,
        (double) beyond / found.size(),
        found.stream()
            .sorted(Comparator.comparingDouble(Far::distance).reversed())
            .limit(SHOWN)
            .toList());
  }

  private static List<Far> nearest(VectorBlock of, VectorBlock among, boolean same, int threads) {
    Nearest nearest = new Nearest(of, 1, threads);
    nearest.look(among, 0, same);
    return nearest.neighbors().stream()
        .map(found -> new Far(found.id(), found.neighborId(), 1 - found.similarity()))
        .toList();
  }

  /** Scores of the rows of one half by a classifier of the other. */
  private static Half half(VectorBlock old, VectorBlock now, int parity) {
    List<float[]> rows = new ArrayList<>(unit(old, 1 - parity));
    int olds = rows.size();
    rows.addAll(unit(now, 1 - parity));
    int[] labels = new int[rows.size()];
    Arrays.fill(labels, olds, labels.length, 1);
    LeastSquares classifier = LeastSquares.fit(rows.toArray(float[][]::new), labels, 2);
    return Half.of(scores(classifier, unit(old, parity)), scores(classifier, unit(now, parity)));
  }

  private static double[] scores(LeastSquares classifier, List<float[]> rows) {
    return rows.stream().mapToDouble(row -> classifier.score(row, 1)).toArray();
  }

  /** Every second row, of length 1. */
  private static List<float[]> unit(VectorBlock block, int parity) {
    List<float[]> rows = new ArrayList<>();
    int width = block.width();
    for (int i = parity; i < block.rows(); i += 2) {
      float[] row = new float[width];
      for (int j = 0; j < width; j++) {
        row[j] = (float) (block.values()[i * width + j] / block.norms()[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  /**
   * Rows ordered by their scores.
   *
   * @param isNew whether each is new
   * @param sameAsNext whether each has the score of the next
   */
  private record Half(boolean[] isNew, boolean[] sameAsNext) {

    static Half of(double[] old, double[] now) {
      int n = old.length + now.length;
      double[] all = Arrays.copyOf(old, n);
      System.arraycopy(now, 0, all, old.length, now.length);
      int[] order =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> all[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      boolean[] isNew = new boolean[n];
      boolean[] same = new boolean[n];
      for (int i = 0; i < n; i++) {
        isNew[i] = order[i] >= old.length;
        same[i] = i + 1 < n && all[order[i]] == all[order[i + 1]];
      }
      return new Half(isNew, same);
    }

    double auc() {
      int[] once = new int[isNew.length];
      Arrays.fill(once, 1);
      return auc(once);
    }

    double resampled(SplittableRandom random) {
      int[] times = new int[isNew.length];
      int[] old = IntStream.range(0, isNew.length).filter(i -> !isNew[i]).toArray();
      int[] now = IntStream.range(0, isNew.length).filter(i -> isNew[i]).toArray();
      for (int[] kind : List.of(old, now)) {
        for (int i = 0; i < kind.length; i++) {
          times[kind[random.nextInt(kind.length)]]++;
        }
      }
      return auc(times);
    }

    /** The share of pairs of an old and a new row in which the new one scores higher; ties half. */
    private double auc(int... times) {
      double below = 0;
      double pairs = 0;
      double news = 0;
      double tiedOld = 0;
      double tiedNew = 0;
      for (int i = 0; i < times.length; i++) {
        tiedNew += isNew[i] ? times[i] : 0;
        tiedOld += isNew[i] ? 0 : times[i];
        if (!sameAsNext[i]) {
          pairs += tiedNew * (below + tiedOld / 2);
          below += tiedOld;
          news += tiedNew;
          tiedOld = 0;
          tiedNew = 0;
        }
      }
      return pairs / (news * below);
    }
  }
}
