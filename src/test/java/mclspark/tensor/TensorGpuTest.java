package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What differs on a GPU; takes the last one, so that GPU 0 taken by mistake is seen. */
class TensorGpuTest {

  private int gpu;

  @BeforeEach
  void needsAGpu() {
    assumeTrue(TorchEngine.gpuCount() > 0, "libtorch sees no GPU");
    gpu = TorchEngine.gpuCount() - 1;
  }

  @Test
  void addressesAndStreamAreKnown() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.gpu(gpu, 1);
      DeviceMemory memory = DeviceMemory.open();
      assertEquals(Optional.empty(), memory.problem(engine.zeros(5)));
      assertEquals(memory.stream(gpu), memory.stream(gpu));
    }
  }

  @Test
  void gradientsLieInOneBufferAndOnTheirOwnGpu() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.gpu(gpu, 1);
      FlatParameters network =
          new FlatParameters(engine, Map.of("weight", new long[] {2, 2}), true, false);
      Tensor factors = engine.floats(new float[] {1, 2, 3, 4}, 2, 2);
      for (int pass = 0; pass < 2; pass++) {
        try (Autograd.Mode on = Autograd.on()) {
          Autograd.backward(Ops.dot(network.leaves().get("weight"), factors));
        }
      }
      assertArrayEquals(new float[] {2, 4, 6, 8}, network.gradient("weight").toFloats(), 0);
      DeviceMemory memory = DeviceMemory.open();
      assertEquals(memory.address(network.gradients()), memory.address(network.gradient("weight")));
      assertEquals(Device.gpu(gpu), network.gradients().array().getDevice());
      assertEquals(Device.gpu(gpu), Ops.tanh(factors).array().getDevice());
    }
  }

  @Test
  void valuesAreSetInPlace() {
    try (Scope scope = Scope.open()) {
      Tensor tensor = TorchEngine.gpu(gpu, 1).zeros(3);
      ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
      data.putFloat(1).putFloat(2).putFloat(3).flip();
      tensor.set(new HostTensor(DataType.FLOAT32, new long[] {3}, data));
      assertArrayEquals(new float[] {1, 2, 3}, tensor.toFloats(), 0);
      assertEquals(Device.gpu(gpu), tensor.array().getDevice());
    }
  }

  @Test
  void lockedMemoryIsFetchedInPlace() {
    try (Scope scope = Scope.open();
        Upload upload = Upload.to(TorchEngine.gpu(gpu, 1))) {
      ByteBuffer values = ByteBuffer.allocateDirect(100_000_003);
      upload.keep(values);
      for (int round = 0; round < 3; round++) {
        fill(values, round);
        Tensor tensor = upload.bytes(values, values.capacity());
        upload.await();
        ByteBuffer expected = ByteBuffer.allocate(values.capacity()).put(values.duplicate()).flip();
        values.put(round, (byte) ~values.get(round));
        assertEquals(expected, tensor.toHost().data());
      }
    }
  }

  /** Bytes of the host are written anew at once, as the picture pipeline does. */
  @Test
  void uploadsAreOverBeforeTheirBufferIsUsedAgain() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.gpu(gpu, 1);
      Upload upload = Upload.to(engine);
      ByteBuffer values = ByteBuffer.allocateDirect(40_000_003); // three pieces
      Tensor[] tensors = new Tensor[4];
      for (int round = 0; round < tensors.length; round++) {
        fill(values, round);
        tensors[round] = upload.bytes(values, values.capacity());
      }
      for (int round = 0; round < tensors.length; round++) {
        fill(values, round);
        assertEquals(values, tensors[round].toHost().data(), "round " + round);
      }
    }
  }

  @Test
  void floatsComeBackOverPageLockedMemory() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.gpu(gpu, 1);
      Tensor tensor = engine.floats(new float[] {1, 2, 3, 4}, 4);
      PinnedBuffer buffer = PinnedBuffer.allocate(engine, DataType.FLOAT32, 4);
      for (int round = 0; round < 100; round++) {
        buffer.download(tensor);
        ByteBuffer memory = buffer.await();
        memory.putFloat(4, memory.getFloat(4) + 1);
        buffer.upload(tensor, 0, 4);
      }
      assertArrayEquals(new float[] {1, 102, 3, 4}, tensor.toFloats(), 0);
    }
  }

  private static void fill(ByteBuffer values, int seed) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, (byte) (31 * seed + i % 251));
    }
  }
}
