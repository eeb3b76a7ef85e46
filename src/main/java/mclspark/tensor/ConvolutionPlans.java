package mclspark.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps oneDNN from planning a convolution while another thread of this process computes one.
 *
 * <p>oneDNN plans a convolution, and compiles code for it, when it first meets its shape; later it
 * finds both in its cache, of 1024 entries. On CPUs with AVX-512 (libtorch 2.7.1) that spoils what
 * other threads plan or compute meanwhile: the process ends with SIGSEGV, or values are wrong, once
 * or for good. So a new shape is first computed on zeros, forward and backward, while all other
 * threads wait; the caller then computes with plans that are there. A process that meets so many
 * shapes that oneDNN forgets some is not guarded where these are planned again.
 */
final class ConvolutionPlans {

  /** All that a plan depends on. */
  private record Convolution(
      String method,
      List<Long> layout, // sizes and strides of x and weight
      List<Integer> geometry,
      int threads,
      boolean bf16,
      boolean gradients) {}

  /** Held for writing while something is planned, for reading while something is computed. */
  private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();

  private static final Set<Convolution> PLANNED = ConcurrentHashMap.newKeySet();

  private ConvolutionPlans() {}

  /** Runs what computes convolutions that are all planned, while nothing is planned. */
  static <T> T computing(Supplier<T> work) {
    LOCK.readLock().lock();
    try {
      return work.get();
    } finally {
      LOCK.readLock().unlock();
    }
  }

  /**
   * Returns when oneDNN has plans for a convolution of these tensors and for its gradients.
   *
   * @param method the operation of {@link ScriptOps} that computes it
   * @param geometry stride, padding, dilation and groups
   */
  static void ensure(String method, Tensor x, Tensor weight, Integer... geometry) {
    Convolution wanted =
        new Convolution(
            method,
            Arrays.stream(ScriptOps.get().integers("layout", x, weight)).boxed().toList(),
            List.of(geometry),
            JniUtils.getNumThreads(),
            Autocast.isOnHost(),
            // Of x itself DJL says so only where it is a leaf, so gradients of both are planned.
            JniUtils.isGradMode() && JniUtils.requiresGrad(weight.array()));
    if (PLANNED.contains(wanted)) {
      return;
    }
    LOCK.writeLock().lock();
    try {
      if (!PLANNED.contains(wanted)) {
        plan(wanted, x, weight);
        PLANNED.add(wanted);
      }
    } finally {
      LOCK.writeLock().unlock();
    }
  }

  private static void plan(Convolution wanted, Tensor x, Tensor weight) {
    List<Integer> geometry = wanted.geometry;
    try (Scope scratch = Scope.open()) {
      Tensor input = zeros(x, wanted.gradients);
      Tensor kernel = zeros(weight, wanted.gradients);
      Tensor output =
          ScriptOps.get()
              .tensor(
                  wanted.method,
                  input,
                  kernel,
                  geometry.get(0),
                  geometry.get(1),
                  geometry.get(2),
                  geometry.get(3));
      if (wanted.gradients) {
        Autograd.backward(output);
      }
    }
  }

  private static Tensor zeros(Tensor like, boolean gradient) {
    Tensor zeros = ScriptOps.get().tensor("zeros_like", like);
    zeros.array().setRequiresGradient(gradient);
    return zeros;
  }
}
