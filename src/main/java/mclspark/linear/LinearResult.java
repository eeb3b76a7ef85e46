package mclspark.linear;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker of a finished linear classification reports.
 *
 * @param steps steps done since the run began
 * @param peers scores of every classifier; empty on all but the first worker
 */
public record LinearResult(long steps, List<Peer> peers) implements Serializable {

  /**
   * One encoder's classifier.
   *
   * @param name the peer's number, or {@code untrained}
   * @param epochs the score of every epoch
   * @param confusion validation counts after the last epoch, a row per true class; empty if there
   *     are too many classes
   */
  public record Peer(String name, List<LinearScore> epochs, List<List<Long>> confusion)
      implements Serializable {

    /** The score of the last epoch. */
    public LinearScore last() {
      return epochs.get(epochs.size() - 1);
    }

    /** The number, from 0, of the first epoch with the highest top-1 accuracy. */
    public int bestEpoch() {
      return LinearClassifier.best(epochs);
    }

    /** The score of the best epoch. */
    public LinearScore best() {
      return epochs.get(bestEpoch());
    }
  }
}
