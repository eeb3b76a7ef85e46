package mclspark.spark;

import java.util.List;
import mclspark.UserError;

/**
 * What {@link PromoteJob} is asked for.
 *
 * @param candidate a run or a checkpoint of pre-training
 * @param champion the file that names the champion; written where there is none
 * @param metric {@code knn} or {@code linear}
 * @param peer whose query encoder is tested
 * @param tolerance points that the accuracy may fall
 * @param overrides changes of the candidate's configuration, such as {@code data.test=PATH}
 */
public record PromoteRequest(
    String candidate,
    String champion,
    String metric,
    int peer,
    double tolerance,
    List<String> overrides) {

  private static final String LINEAR = "linear";

  /**
   * Copies the list and checks the values.
   *
   * @throws UserError if one cannot be
   */
  public PromoteRequest {
    overrides = List.copyOf(overrides);
    if (!metric.equals("knn") && !metric.equals(LINEAR)) {
      throw new UserError("--metric is %s; it must be knn or linear.".formatted(metric));
    }
    if (!(tolerance >= 0 && tolerance <= 100)) {
      throw new UserError("--tolerance is %s; it must be 0 to 100 points.".formatted(tolerance));
    }
    if (peer < 0) {
      throw new UserError("--peer is %d; it must be a number from 0.".formatted(peer));
    }
  }

  boolean isLinear() {
    return metric.equals(LINEAR);
  }
}
