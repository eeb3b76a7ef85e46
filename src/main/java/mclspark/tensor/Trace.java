package mclspark.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Listens to what {@link Ops} computes in this thread: a network is described once, by its forward
 * pass, and whoever needs it in another language reads it from here. Operations that only change
 * their argument are not heard, except for {@code relu_}, whose result is its argument.
 */
public final class Trace implements AutoCloseable {

  private static final ThreadLocal<Trace> CURRENT = new ThreadLocal<>();

  private final List<Step> steps = new ArrayList<>();

  private Trace() {}

  /**
   * One operation.
   *
   * @param operation its name in {@code ops.txt}
   * @param arguments tensors, arrays of tensors, numbers and booleans
   * @param result what it gave; known by its identity, since its memory may be free again
   * @param shape the dimensions of the result
   */
  public record Step(String operation, List<Object> arguments, Tensor result, long[] shape) {}

  /**
   * Begins to listen, until it is closed.
   *
   * @throws IllegalStateException if this thread listens already
   */
  public static Trace start() {
    if (CURRENT.get() != null) {
      throw new IllegalStateException("This thread is traced already");
    }
    Trace trace = new Trace();
    CURRENT.set(trace);
    return trace;
  }

  /** Whether this thread listens. */
  static boolean isListening() {
    return CURRENT.get() != null;
  }

  /** What was heard so far, in order. */
  public List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  static Tensor recorded(String operation, Tensor result, Object... arguments) {
    Trace trace = CURRENT.get();
    if (trace != null) {
      trace.steps.add(new Step(operation, List.of(arguments), result, result.shape()));
    }
    return result;
  }

  /** Listens no longer. */
  @Override
  public void close() {
    CURRENT.remove();
  }
}
