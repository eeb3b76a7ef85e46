package mclspark.supervised;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker of finished supervised training reports.
 *
 * @param steps steps done since the run began
 * @param epochs the score of every epoch
 */
public record SupervisedResult(long steps, List<PeerScore> epochs) implements Serializable {

  /** Copies the list. */
  public SupervisedResult {
    epochs = List.copyOf(epochs);
  }

  /** The number, from 0, of the first epoch with the highest accuracy of a single peer. */
  public int bestEpoch() {
    return PeerScore.bestEpoch(epochs);
  }
}
