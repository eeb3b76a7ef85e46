package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.tensor.cuda.CudaRuntime;
import mclspark.tensor.cuda.PageLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CUDA runtime that counts what it is asked to lock, and ordinary memory. */
class PinnedUploadTest {

  private static final String SOURCE =
      """
      #include <stddef.h>
      static __thread int device = -1;
      static int locked, unlocked, asked, cleared, refusing;
      static size_t bytes;
      int cudaSetDevice(int index) { device = index; return 0; }
      int cudaEventCreateWithFlags(void **event, unsigned flags) { return 1; }
      int cudaEventRecord(void *event, void *stream) { return 1; }
      int cudaEventQuery(void *event) { return 1; }
      int cudaEventDestroy(void *event) { return 1; }
      int cudaHostRegister(void *memory, size_t count, unsigned flags) {
        asked++;
        if (refusing || device != 3 || flags != 1) return 2;
        locked++;
        bytes += count;
        return 0;
      }
      int cudaHostUnregister(void *memory) { unlocked++; return device == 3 ? 0 : 713; }
      int cudaGetLastError(void) { cleared++; return 2; }
      void fake_refuse(void) { refusing = 1; }
      int fake_locked(void) { return locked; }
      int fake_unlocked(void) { return unlocked; }
      int fake_asked(void) { return asked; }
      int fake_cleared(void) { return cleared; }
      int fake_bytes(void) { return (int)bytes; }
      """;

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private Path library;
  private CudaRuntime cuda;

  @BeforeEach
  void build() throws Exception {
    library = folder.resolve("libtorch_cuda.so");
    FakeLibrary.compile(SOURCE, library);
    cuda = CudaRuntime.find(folder, Optional.empty(), new ArrayList<>()).orElseThrow();
  }

  @Test
  void buffersAreLockedOnceAndUnlockedAtTheEnd() throws Exception {
    ByteBuffer first = ByteBuffer.allocateDirect(100);
    PageLock lock = new PageLock(cuda, 3);
    Thread loader = new Thread(() -> lock.add(first)); // has chosen no GPU
    loader.start();
    loader.join();
    lock.add(first);
    lock.add(ByteBuffer.allocateDirect(50));
    lock.add(ByteBuffer.allocateDirect(0));
    assertEquals(List.of(2, 150), List.of(call("fake_locked"), call("fake_bytes")));
    lock.close();
    lock.close();
    assertEquals(2, call("fake_unlocked"));
    assertFalse(lock.holds(first));
  }

  @Test
  void whatLiesInALockedBufferIsKnown() {
    ByteBuffer memory = ByteBuffer.allocateDirect(100);
    try (PageLock lock = new PageLock(cuda, 3)) {
      lock.add(memory);
      assertTrue(lock.holds(memory));
      assertTrue(lock.holds(memory.slice(60, 40)));
      assertTrue(lock.holds(memory.duplicate().position(30).limit(100)));
      assertFalse(lock.holds(ByteBuffer.allocateDirect(100)));
      assertFalse(lock.holds(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void nobodyNeedsToCloseIt() throws Exception {
    new PageLock(cuda, 3).add(ByteBuffer.allocateDirect(10));
    for (int round = 0; call("fake_unlocked") == 0 && round < 200; round++) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(1, call("fake_unlocked"));
  }

  /** A copy in between would wait for the buffers "a" and "b". */
  @Test
  void bytesInLockedMemoryAreFetchedFromThere() {
    try (Scope scope = Scope.open()) {
      Upload upload = upload(TorchEngine.cpu(1));
      ByteBuffer memory = numbers();
      upload.keep(memory);
      Tensor tensor = upload.bytes(memory.duplicate().position(4).limit(10), 2, 3);
      assertArrayEquals(new byte[] {4, 5, 6, 7, 8, 9}, bytes(tensor));
      assertEquals(List.of("kept queued"), log);
      upload.await();
      assertEquals(List.of("kept queued", "kept over"), log);
      upload.bytes(memory, 16);
      upload.close(); // waits before it unlocks
      assertEquals(List.of("kept queued", "kept over", "kept queued", "kept over"), log);
      assertEquals(1, call("fake_unlocked"));
      upload.bytes(memory, 16);
      assertEquals("a queued", log.get(4));
    }
  }

  @Test
  void whereCudaRefusesBytesAreCopiedAsBefore() {
    call("fake_refuse");
    try (Scope scope = Scope.open()) {
      Upload upload = upload(TorchEngine.cpu(1));
      ByteBuffer memory = numbers();
      upload.keep(memory);
      upload.keep(ByteBuffer.allocateDirect(10));
      assertArrayEquals(bytes(memory), bytes(upload.bytes(memory, 16)));
      assertEquals(List.of("a queued"), log);
      assertEquals(1, call("fake_asked")); // and so one warning
      assertEquals(1, call("fake_cleared")); // libtorch would take the error for its own
      upload.close();
      assertEquals(0, call("fake_unlocked"));
    }
  }

  private Upload upload(TorchEngine engine) {
    return new PinnedUpload(
        engine,
        List.of(FakePinned.bytes(engine, 64, "a", log), FakePinned.bytes(engine, 64, "b", log)),
        new PageLock(cuda, 3),
        FakePinned.mark("kept", log));
  }

  private static ByteBuffer numbers() {
    ByteBuffer memory = ByteBuffer.allocateDirect(16);
    for (int i = 0; i < memory.capacity(); i++) {
      memory.put(i, (byte) i);
    }
    return memory;
  }

  private static byte[] bytes(Tensor tensor) {
    return bytes(tensor.toHost().data());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private int call(String function) {
    return NativeLibrary.getInstance(library.toString())
        .getFunction(function)
        .invokeInt(new Object[0]);
  }
}
