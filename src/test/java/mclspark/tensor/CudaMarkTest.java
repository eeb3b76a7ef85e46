package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mclspark.tensor.cuda.CudaRuntime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of a CUDA runtime that does nothing but remember. */
class CudaMarkTest {

  private static final String SOURCE =
      """
      #include <stdlib.h>
      #include <stdint.h>
      typedef struct { int recorded, device; } Event;
      static __thread int device = -1;
      static int done, state, destroyed;
      static intptr_t last;
      int cudaSetDevice(int index) { device = index; return index < 4 ? 0 : 101; }
      int cudaEventCreateWithFlags(Event **event, unsigned flags) {
        *event = calloc(1, sizeof **event);
        (*event)->device = device;
        return flags == 2 ? 0 : 1;
      }
      int cudaEventRecord(Event *event, void *stream) {
        event->recorded = 1;
        last = (intptr_t)stream;
        return device == 2 ? 0 : 400;
      }
      int cudaEventQuery(Event *event) {
        if (device != event->device) return 400;
        return event->recorded && !done ? 600 : 0;
      }
      int cudaEventDestroy(Event *event) {
        if (device == event->device) destroyed++;
        return 0;
      }
      int cudaStreamQuery(void *stream) { return stream ? 400 : state; }
      const char *cudaGetErrorName(int code) { return code == 700 ? "cudaErrorIllegalAddress" : "other"; }
      int cudaDeviceGetAttribute(int *value, int which, int index) {
        *value = which == 75 ? 7 : which == 76 ? index : -1;
        return index < 4 ? 0 : 101;
      }
      int cudaMemGetInfo(size_t *free, size_t *total) {
        *free = device + 1L;
        *total = 80L << 30;
        return 0;
      }
      int cudaDeviceCanAccessPeer(int *can, int from, int to) { *can = to == from + 1; return from == 3; }
      void fake_state(int value) { state = value; }
      int fake_destroyed(void) { return destroyed; }
      void fake_done(int value) { done = value; }
      int fake_stream(void) { return (int)last; }
      """;

  @TempDir Path folder;
  private Path library;
  private CudaRuntime cuda;

  @BeforeEach
  void build() throws Exception {
    library = folder.resolve("libtorch_cuda.so");
    FakeLibrary.compile(SOURCE, library);
    cuda = CudaRuntime.find(folder, Optional.empty(), new ArrayList<>()).orElseThrow();
  }

  @Test
  void memoryAndNeighboursOfAGpuAreTold() {
    assertEquals(new CudaRuntime.Memory(3, 80L << 30), cuda.memory(2));
    assertTrue(cuda.reaches(0, 1));
    assertFalse(cuda.reaches(1, 0));
    assertThrows(IllegalStateException.class, () -> cuda.reaches(3, 0));
    assertThrows(IllegalStateException.class, () -> cuda.memory(7));
  }

  @Test
  void isReachedWhenTheStreamIsThere() {
    StreamMark mark = new CudaMark(cuda, 2, () -> 7);
    assertTrue(mark.reached());
    cuda.use(1); // another GPU in between: the mark comes back to its own
    mark.set();
    assertFalse(mark.reached());
    assertEquals(7, call("fake_stream"));
    call("fake_done", 1);
    assertTrue(mark.reached());
    new CudaMark(cuda, 2, () -> 0).set();
    assertEquals(0, call("fake_stream"));
  }

  /** A thread that never chose a GPU works on GPU 0, and would open a context there. */
  @Test
  void otherThreadsAskAndFreeOnTheMarksOwnGpu() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread asking = new Thread(() -> assertTrue(new CudaMark(cuda, 2, () -> 7).reached()));
    asking.start();
    asking.join();
    CudaMark mark = new CudaMark(cuda, 2, () -> 7);
    Thread other = new Thread(() -> assertTrue(mark.reached()));
    other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    other.start();
    other.join();
    assertNull(failure.get());
    for (int round = 0; call("fake_destroyed") == 0 && round < 200; round++) {
      System.gc(); // the first thread's mark
      Thread.sleep(20);
    }
    assertEquals(1, call("fake_destroyed"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 600})
  void aGpuThatIsBusyOrFullIsNotDead(int state) {
    call("fake_state", state);
    assertEquals(Optional.empty(), cuda.deadContext(1));
  }

  @Test
  void anErrorThatStaysIsNamed() {
    call("fake_state", 700);
    assertEquals(Optional.of("CUDA error 700 (cudaErrorIllegalAddress)"), cuda.deadContext(1));
    assertEquals(Optional.of("CUDA error 101 (other)"), cuda.deadContext(9));
  }

  @Test
  void theCapabilityIsRead() {
    assertEquals("7.2", cuda.capability(2));
    assertThrows(IllegalStateException.class, () -> cuda.capability(5));
  }

  @Test
  void errorsHaveCudasCode() {
    String message =
        assertThrows(IllegalStateException.class, () -> new CudaMark(cuda, 9, () -> 0))
            .getMessage();
    assertEquals("cudaSetDevice failed with CUDA error 101", message);
  }

  private int call(String function, Object... arguments) {
    return NativeLibrary.getInstance(library.toString()).getFunction(function).invokeInt(arguments);
  }
}
