package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

/** What becomes of a worker's failure, with a stand-in for CUDA and for the end of the process. */
class GpuGuardTest {

  private static final OptionalInt GPU = OptionalInt.of(3);
  private static final String ASSERT =
      "CUDA error: device-side assert triggered\nCUDA kernel errors might be reported later";
  private static final String FULL =
      "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 15.77 GiB\nx";

  private final CountDownLatch ended = new CountDownLatch(1);

  @Test
  void aProcessWhoseGpuIsDeadEndsAfterItsExceptionHasGone() throws Exception {
    DeadGpuException failure =
        assertThrows(
            DeadGpuException.class, () -> fail(guard(true, "CUDA error 710 (x)", true), ASSERT));
    assertEquals(
        "GPU 3 of this worker failed with CUDA error 710 (x), after which its process cannot use it"
            + " any more: CUDA error: device-side assert triggered",
        failure.getMessage());
    assertTrue(failure.processEnds());
    assertTrue(ended.await(20, TimeUnit.SECONDS), "the process goes on");
  }

  @Test
  void theDriversOwnProcessIsNotEnded() throws Exception {
    DeadGpuException failure =
        assertThrows(
            DeadGpuException.class, () -> fail(guard(true, "CUDA error 710 (x)", false), ASSERT));
    assertFalse(failure.processEnds());
  }

  @Test
  void aFailureOnAHealthyGpuIsLeftAsItIs() throws Exception {
    IllegalStateException failure = new IllegalStateException("lost");
    GpuGuard guard = guard(true, null, true);
    assertSame(failure, assertThrows(IllegalStateException.class, () -> fail(guard, GPU, failure)));
    assertFalse(ended.await(200, TimeUnit.MILLISECONDS), "the process ends");
    assertEquals(7, guard.run(GPU, () -> 7));
  }

  @Test
  void aWorkerOnACpuIsNotAskedForItsGpu() {
    IllegalStateException failure = new IllegalStateException(FULL);
    GpuGuard guard = guard(true, "CUDA error 710 (x)", true);
    assertSame(
        failure,
        assertThrows(IllegalStateException.class, () -> fail(guard, OptionalInt.empty(), failure)));
  }

  @Test
  void aGpuThatCannotBeAskedDoesNotHideTheFailure() {
    GpuGuard guard =
        new GpuGuard(
            true,
            gpu -> {
              throw new UnsatisfiedLinkError("cudaStreamQuery");
            },
            Duration.ZERO,
            Optional.empty());
    assertEquals(
        "lost", assertThrows(IllegalStateException.class, () -> fail(guard, "lost")).getMessage());
  }

  @Test
  void tooLittleMemoryIsTheUsersToMend() {
    UserError error = assertThrows(UserError.class, () -> fail(guard(true, null, true), FULL));
    assertEquals(
        "GPU 3 has too little memory for this run (CUDA out of memory. Tried to allocate 2.00 GiB."
            + " GPU 3 has a total capacity of 15.77 GiB): take a smaller optimizer.batch_size, more"
            + " ranks.logical or a smaller data.crop_size, and see by nvidia-smi whether another"
            + " process holds memory of it.",
        error.getMessage());
    for (String other : new String[] {"CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED"}) {
      assertThrows(UserError.class, () -> fail(guard(true, null, true), "error: " + other));
    }
  }

  /** The memory may be that of the process which the restart replaces. */
  @Test
  void aRestartWithTooLittleMemoryIsTriedAgain() {
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> fail(guard(false, null, true), FULL));
    assertTrue(error.getMessage().startsWith("GPU 3 has too little memory"), error.getMessage());
  }

  private GpuGuard guard(boolean firstAttempt, String dead, boolean ends) {
    Runnable end = ended::countDown;
    return new GpuGuard(
        firstAttempt,
        gpu -> gpu == 3 ? Optional.ofNullable(dead) : Optional.of("another GPU"),
        Duration.ofMillis(50),
        ends ? Optional.of(end) : Optional.empty());
  }

  private static void fail(GpuGuard guard, String message) {
    fail(guard, GPU, new IllegalStateException(message));
  }

  private static void fail(GpuGuard guard, OptionalInt gpu, RuntimeException failure) {
    guard.run(
        gpu,
        () -> {
          throw failure;
        });
  }
}
