package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TorchEngineTest {

  @Test
  void aThreadKeepsItsNumberWhateverOthersSet() {
    TorchEngine.cpu(2);
    assertEquals(2, JniUtils.getNumThreads());
    int elsewhere =
        CompletableFuture.supplyAsync(
                () -> {
                  TorchEngine.cpu(1);
                  return JniUtils.getNumThreads();
                },
                task -> new Thread(task).start())
            .join();
    assertEquals(1, elsewhere);
    assertEquals(2, JniUtils.getNumThreads());
  }

  /** What GPUs do with it needs one; that libtorch has heard of it does not. */
  @Test
  void cuDnnIsToldToMeasureConvolutions() {
    TorchEngine.load();
    TorchEngine.measureConvolutions();
    NativeLibrary torch =
        NativeLibrary.getInstance(DeviceMemory.torchFolder().resolve("libtorch_cpu.so").toString());
    Pointer context = torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    int measures =
        torch.getFunction("_ZNK2at7Context14benchmarkCuDNNEv").invokeInt(new Object[] {context});
    assertEquals(1, measures & 0xff); // a C++ boolean is the lowest byte
  }
}
