package mclspark.tensor;

import ai.djl.ndarray.NDScope;
import com.google.errorprone.annotations.MustBeClosed;

/**
 * Owner of every tensor that this thread makes until the scope is closed. Scopes nest; a tensor
 * belongs to the innermost one. A run opens one scope for its model and one inside it for each
 * step, so no step can leak, even when an operation throws.
 */
public final class Scope implements AutoCloseable {

  private final NDScope arrays = new NDScope();

  private Scope() {}

  /** Opens a scope on this thread. */
  @MustBeClosed
  public static Scope open() {
    return new Scope();
  }

  /** Frees every tensor made on this thread since the scope was opened. */
  @Override
  public void close() {
    arrays.close();
  }
}
