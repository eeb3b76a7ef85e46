package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import mclspark.tensor.cuda.PageLock;
import org.junit.jupiter.api.Test;

/** Ordinary memory stands in for page-locked one, so that all but CUDA's part runs. */
class PinnedBufferTest {

  private final List<String> log = new ArrayList<>();

  @Test
  void floatsGoThereAndBack() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      PinnedBuffer buffer = FakePinned.floats(engine, 6);
      buffer.download(engine.floats(new float[] {1, 2, 3, 4}, 2, 2));
      ByteBuffer memory = buffer.await();
      assertEquals(3, memory.getFloat(2 * Float.BYTES));
      memory.putFloat(0, 9);
      Tensor target = engine.zeros(2, 3);
      buffer.upload(target, 1, 4);
      assertArrayEquals(new float[] {0, 9, 2, 3, 4, 0}, target.toFloats(), 0);
    }
  }

  @Test
  void bytesTakeTheBuffersInTurn() {
    try (Scope scope = Scope.open()) {
      Upload upload = upload(TorchEngine.cpu(1), 10);
      for (int round = 0; round < 3; round++) {
        assertArrives(upload, round, 2, 5);
      }
      assertEquals(List.of("a queued", "b queued", "a over", "a queued"), log);
    }
  }

  @Test
  void aLargeBatchGoesInPiecesThatWaitForTheirBuffer() {
    try (Scope scope = Scope.open()) {
      Upload upload = upload(TorchEngine.cpu(1), 4);
      assertArrives(upload, 1, 3, 3);
      assertArrives(upload, 2, 0, 1);
      assertArrives(upload, 3, 4, 1);
      assertEquals(
          List.of("a queued", "b queued", "a over", "a queued", "b over", "b queued"), log);
      assertThrows(
          IllegalArgumentException.class, () -> upload.bytes(ByteBuffer.allocateDirect(3), 4));
    }
  }

  @Test
  void anInterruptEndsTheWait() {
    try (Scope scope = Scope.open()) {
      PinnedBuffer buffer =
          new PinnedBuffer(
              TorchEngine.cpu(1).zeros(1),
              new StreamMark() {
                @Override
                public void set() {
                  log.add("set");
                }

                @Override
                public boolean reached() {
                  return false;
                }
              });
      Thread.currentThread().interrupt();
      assertThrows(IllegalStateException.class, buffer::await);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void aCpuEngineSharesTheBytesAndPinsNothing() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      ByteBuffer bytes = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
      Tensor tensor = Upload.to(engine).bytes(bytes, 4);
      bytes.put(2, (byte) 7);
      assertEquals(7, tensor.toHost().data().get(2));
      assertThrows(
          IllegalStateException.class, () -> PinnedBuffer.allocate(engine, DataType.UINT8, 4));
    }
  }

  /** The script compiles and says what is missing: only CUDA's build has page-locked memory. */
  @Test
  void theCpuBuildCannotPin() {
    TorchEngine.cpu(1);
    assumeTrue(TorchEngine.gpuCount() == 0, "there are GPUs here");
    String message =
        assertThrows(
                RuntimeException.class,
                () -> ScriptOps.get().tensor("pinned", 4L, DataType.FLOAT32.script()))
            .getMessage();
    assertTrue(message.contains("accelerator") || message.contains("pin_memory"), message);
  }

  private Upload upload(TorchEngine engine, int capacity) {
    return new PinnedUpload(
        engine,
        List.of(
            FakePinned.bytes(engine, capacity, "a", log),
            FakePinned.bytes(engine, capacity, "b", log)),
        new PageLock(null, 0),
        FakePinned.mark("kept", log));
  }

  /** The values lie in the middle of their buffer, which is used again at once. */
  private static void assertArrives(Upload upload, int seed, int rows, int columns) {
    ByteBuffer values = ByteBuffer.allocateDirect(rows * columns + 4);
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, (byte) (100 * seed + i));
    }
    values.position(2).limit(values.capacity() - 2);
    Tensor tensor = upload.bytes(values, rows, columns);
    assertEquals(2, values.position());
    byte[] expected = new byte[rows * columns];
    values.duplicate().get(expected);
    values.clear().put(3, (byte) -1);
    byte[] arrived = new byte[rows * columns];
    tensor.toHost().data().get(arrived);
    assertArrayEquals(expected, arrived);
  }
}
