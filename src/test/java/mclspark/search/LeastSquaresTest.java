package mclspark.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

  private static final int WIDTH = 6;

  /** Rows about one corner for each class. */
  private static float[][] rows(int[] labels, Random random) {
    float[][] rows = new float[labels.length][WIDTH];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < WIDTH; j++) {
        rows[i][j] = (float) (0.1 * random.nextGaussian() + (j == Math.abs(labels[i]) ? 1 : 0));
      }
    }
    return rows;
  }

  @Test
  void separableClassesAreToldApartAndUnlabelledRowsAreLeftOut() {
    int[] labels = new int[90];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 3 - (i % 9 == 1 ? 3 : 0); // some are -2
    }
    LeastSquares classifier = LeastSquares.fit(rows(labels, new Random(1)), labels, 3);
    int[] asked = {0, 1, 2, 2, 1, 0};
    float[][] rows = rows(asked, new Random(2));
    for (int i = 0; i < asked.length; i++) {
      assertEquals(asked[i], classifier.predict(rows[i]));
    }
  }

  /** The normal equations of one number are solved by hand. */
  @Test
  void scoreIsThatOfRidgeRegression() {
    float[][] rows = {{0}, {1}, {2}, {5}};
    LeastSquares classifier = LeastSquares.fit(rows, new int[] {0, 0, 1, 1}, 2);
    double squares = 4 + 1 + 0 + 9;
    double slope = (0 + 3) / (squares * 1.01);
    assertEquals(0.5 + slope * 3, classifier.score(new float[] {5}, 1), 1e-9);
    assertTrue(classifier.score(new float[] {5}, 0) < 0.5);
  }

  /** As of a collapsed encoder. */
  @Test
  void equalRowsGiveTheCommonestClass() {
    float[][] rows = {{1, 1}, {1, 1}, {1, 1}};
    assertEquals(1, LeastSquares.fit(rows, new int[] {0, 1, 1}, 2).predict(1, 1));
  }
}
