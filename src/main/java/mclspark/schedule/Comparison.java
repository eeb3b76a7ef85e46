package mclspark.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Two models on the same test pictures. The 95 % interval of the difference of their accuracies is
 * that of a paired bootstrap: pictures are drawn anew with both models' answers to them, 2 000
 * times.
 *
 * @param pictures that both could read
 * @param candidateRight pictures that the candidate told right
 * @param championRight pictures that the champion told right
 * @param difference accuracy of the candidate less that of the champion, in points
 * @param low lower end of the interval
 * @param high upper end
 */
public record Comparison(
    int pictures,
    int candidateRight,
    int championRight,
    double difference,
    double low,
    double high) {

  private static final int RESAMPLES = 2000;

  /**
   * Compares answers.
   *
   * @param candidate whether each picture was told right
   * @param champion the same of the same pictures
   */
  public static Comparison of(boolean[] candidate, boolean[] champion) {
    int n = candidate.length;
    int won = 0;
    int lost = 0;
    int both = 0;
    for (int i = 0; i < n; i++) {
      won += candidate[i] && !champion[i] ? 1 : 0;
      lost += champion[i] && !candidate[i] ? 1 : 0;
      both += champion[i] && candidate[i] ? 1 : 0;
    }
    double[] drawn = differences(n, won, lost);
    return new Comparison(
        n,
        both + won,
        both + lost,
        100.0 * (won - lost) / n,
        drawn[(int) (0.025 * RESAMPLES)],
        drawn[(int) (0.975 * RESAMPLES) - 1]);
  }

  /** Only pictures on which the two disagree move the difference; ascending. */
  private static double[] differences(int n, int won, int lost) {
    SplittableRandom random = new SplittableRandom(1);
    double[] differences = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      int sum = 0;
      for (int draw = 0; draw < n; draw++) {
        int picture = random.nextInt(n);
        sum += picture < won ? 1 : picture < won + lost ? -1 : 0;
      }
      differences[i] = 100.0 * sum / n;
    }
    Arrays.sort(differences);
    return differences;
  }

  /**
   * Whether the candidate is worse: certainly, or by more than is tolerated.
   *
   * @param tolerance points that the accuracy may fall
   */
  public boolean isWorse(double tolerance) {
    return high < 0 || difference < -tolerance;
  }

  /** The accuracy of the candidate in percent. */
  public double candidateAccuracy() {
    return 100.0 * candidateRight / pictures;
  }

  /** In words. */
  public String text(String metric) {
    return String.format(
        Locale.ROOT,
        "%s on %,d held-out pictures: candidate %.2f %%, champion %.2f %%; difference %+.2f points,"
            + " 95 %% interval %+.2f to %+.2f (paired bootstrap)",
        metric,
        pictures,
        candidateAccuracy(),
        100.0 * championRight / pictures,
        difference,
        low,
        high);
  }
}
