package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Pointer;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On the CPU, whose memory can be read, the addresses are seen to be right. */
class DeviceMemoryTest {

  @Test
  void theAddressIsWhereTheValuesAre() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      DeviceMemory memory = DeviceMemory.open();
      Tensor tensor = engine.floats(new float[] {1, 2, 3}, 3);
      Pointer address = new Pointer(memory.address(tensor));
      assertEquals(3, address.getFloat(2L * Float.BYTES));
      address.setFloat(Float.BYTES, 7);
      assertEquals(7, tensor.toFloats()[1]);
      assertEquals(Optional.empty(), memory.problem(tensor));
    }
  }

  @Test
  void gradientsOfANetworkLieInOneBuffer() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      DeviceMemory memory = DeviceMemory.open();
      FlatParameters network =
          new FlatParameters(engine, Map.of("weight", new long[] {5, 3}), true, false);
      long flat = memory.address(network.gradients());
      assertEquals(flat, memory.address(network.gradient("weight")));
      assertEquals(Optional.empty(), memory.problem(network.gradients()));
    }
  }

  @Test
  void theCpuBuildHasNoStreams() {
    assumeTrue(
        Files.notExists(DeviceMemory.torchFolder().resolve("libtorch_cuda.so")),
        "libtorch is built for CUDA");
    DeviceMemory memory = DeviceMemory.open();
    String message = assertThrows(IllegalStateException.class, () -> memory.stream(0)).getMessage();
    assertTrue(message.contains("no CUDA"), message);
  }
}
