package mclspark.run;

import java.io.Serializable;

/**
 * How a worker's run ended.
 *
 * @param stopped whether it was asked to stop, and has saved itself
 * @param result what it reports; null if it was stopped
 * @param <R> the kind of report
 */
public record Outcome<R>(boolean stopped, R result) implements Serializable {

  static <R> Outcome<R> ofStop() {
    return new Outcome<>(true, null);
  }
}
