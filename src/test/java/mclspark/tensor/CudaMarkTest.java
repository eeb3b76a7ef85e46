package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a CUDA runtime that does nothing but remember. */
class CudaMarkTest {

  private static final String SOURCE =
      """
      #include <stdlib.h>
      #include <stdint.h>
      typedef struct { int recorded; } Event;
      static int device = -1, done;
      static intptr_t last;
      int cudaSetDevice(int index) { device = index; return index < 4 ? 0 : 101; }
      int cudaEventCreateWithFlags(Event **event, unsigned flags) {
        *event = calloc(1, sizeof **event);
        return flags == 2 ? 0 : 1;
      }
      int cudaEventRecord(Event *event, void *stream) {
        event->recorded = 1;
        last = (intptr_t)stream;
        return device == 2 ? 0 : 400;
      }
      int cudaEventQuery(Event *event) { return event->recorded && !done ? 600 : 0; }
      int cudaEventDestroy(Event *event) { free(event); return 0; }
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
