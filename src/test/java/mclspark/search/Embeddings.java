package mclspark.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Rows to search in, with many near and some exact duplicates, and what is right about them. */
public final class Embeddings {

  private final float[][] rows;

  private Embeddings(float[][] rows) {
    this.rows = rows;
  }

  /**
   * Draws rows; of every ten, three are near a row before them, one equals it and one is a
   * multiple.
   */
  public static Embeddings random(int count, int width, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      int kind = i == 0 ? 9 : random.nextInt(10);
      float[] model = kind < 5 ? rows[random.nextInt(i)] : new float[width];
      double noise = kind < 3 ? random.nextDouble() * 0.6 : kind < 5 ? 0 : 1;
      for (int j = 0; j < width; j++) {
        float value = (float) (model[j] + noise * random.nextGaussian());
        rows[i][j] = kind == 4 ? 3 * value : value;
      }
    }
    return new Embeddings(rows);
  }

  /** Number of rows. */
  public int count() {
    return rows.length;
  }

  /** A row's embedding. */
  public float[] row(int number) {
    return rows[number];
  }

  /** A row's id; ids have the order of the rows. */
  public String id(int number) {
    return "%06d.png".formatted(number);
  }

  /** Rows from .. to - 1 as a block. */
  public VectorBlock block(int from, int to) {
    BlockBuilder builder = new BlockBuilder("table", "path", rows[0].length);
    for (int i = from; i < to; i++) {
      builder.add(id(i), rows[i], VectorBlock.UNKNOWN);
    }
    return builder.build(from);
  }

  /** The cosine in double precision, summed in plain order; to 36 binary digits, for ties. */
  public double cosine(int a, int b) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int j = 0; j < rows[a].length; j++) {
      dot += (double) rows[a][j] * rows[b][j];
      squaresOfA += (double) rows[a][j] * rows[a][j];
      squaresOfB += (double) rows[b][j] * rows[b][j];
    }
    double cosine = dot / Math.sqrt(squaresOfA * squaresOfB);
    return Math.rint(cosine * 0x1p36) / 0x1p36;
  }

  /** The k most similar rows of a row other than itself; of equally similar ones the first. */
  public List<Integer> nearest(int row, int k) {
    List<Integer> others = new ArrayList<>();
    double[] cosines = new double[count()];
    for (int i = 0; i < count(); i++) {
      cosines[i] = cosine(row, i);
      if (i != row) {
        others.add(i);
      }
    }
    others.sort(Comparator.comparingDouble((Integer i) -> -cosines[i]).thenComparingInt(i -> i));
    return others.subList(0, Math.min(k, others.size()));
  }

  /** For each row the first row that it can be reached from over pairs of at least a cosine. */
  public int[] components(double threshold) {
    int[] component = new int[count()];
    Arrays.setAll(component, i -> i);
    for (int a = 0; a < count(); a++) {
      for (int b = 0; b < a; b++) {
        if (component[a] != component[b] && cosine(a, b) >= threshold) {
          int kept = Math.min(component[a], component[b]);
          int gone = Math.max(component[a], component[b]);
          Arrays.setAll(component, i -> component[i] == gone ? kept : component[i]);
        }
      }
    }
    return component;
  }

  /** How many other rows are at least as similar to each row. */
  public int[] degrees(double threshold) {
    int[] degrees = new int[count()];
    for (int a = 0; a < count(); a++) {
      for (int b = 0; b < a; b++) {
        if (cosine(a, b) >= threshold) {
          degrees[a]++;
          degrees[b]++;
        }
      }
    }
    return degrees;
  }
}
