package mclspark.supervised;

import java.io.Serializable;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code published}: the figure in the literature that a preset wants to reach, for the
 * report. Components: see the annotations.
 */
public record PublishedConfig(
    @Key(
            doc = "Published top-1 accuracy; 0 if there is none.",
            standard = "0",
            range = ">= 0 and <= 100",
            unit = "percent",
            changesNumbers = false)
        double accuracy,
    @Key(
            doc = "Its standard deviation; 0 if none was given.",
            standard = "0",
            range = ">= 0 and <= 100",
            unit = "percent",
            changesNumbers = false)
        double deviation,
    @Key(
            doc = "Epochs after which it was reached; 0 if that was not said.",
            standard = "0",
            range = ">= 0",
            unit = "epochs",
            changesNumbers = false)
        int epochs,
    @Key(doc = "Where it was published.", changesNumbers = false) String source)
    implements Serializable {

  /** Whether there is a published figure. */
  public boolean isGiven() {
    return accuracy > 0;
  }

  void check(Problems problems) {
    problems.require(
        !isGiven() || !source.isBlank(),
        "published.accuracy is %s without a source; write published.source=TEXT."
            .formatted(accuracy),
        "published.accuracy",
        "published.source");
  }
}
