package mclspark.model;

/**
 * One entry of a network's state.
 *
 * @param name the {@code state_dict} name, e.g. {@code layer1.0.conv1.weight}
 * @param shape dimensions; empty for the counter
 * @param role what it is
 * @param initial how it starts
 */
public record StateEntry(String name, long[] shape, Role role, Initializer initial) {

  public enum Role {
    /** Trained; float32. */
    PARAMETER,
    /** Running statistics of batch normalisation; float32. */
    BUFFER,
    /** Training forwards seen by a batch normalisation; int64 scalar. */
    COUNTER
  }
}
