package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mclspark.collective.SingleProcess;
import mclspark.tensor.Autocast;
import mclspark.tensor.Precision;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Handles can leak without memory, and memory without handles: both are watched. */
@Tag("slow")
class MocoLeakTest {

  private static final int STEPS = 500;
  private static final int SETTLED = 100;

  /** A step of this model makes some 3 MB of activations: a leak would be 1 GB. */
  private static final long MOST_GROWTH = 64L << 20;

  private static final long PAGE = 4096;

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryIsFlat() throws IOException {
    try (Scope scope = Scope.open();
        TinyRun run = new TinyRun(new SingleProcess(), 2)) {
      run.step(0);
      int alive = run.liveTensors();
      long settled = 0;
      for (int step = 1; step < STEPS; step++) {
        run.step(step);
        assertEquals(alive, run.liveTensors(), "live tensors after step " + step);
        if (step == SETTLED) {
          settled = residentBytes();
        }
      }
      long growth = residentBytes() - settled;
      assertTrue(growth < MOST_GROWTH, "resident memory grew by " + growth + " bytes");
    }
  }

  @Test
  void bfloat16LeavesNothingBehind() {
    TorchEngine engine = TorchEngine.cpu(1);
    assumeTrue(Autocast.problem(engine).isEmpty(), "no bfloat16 here");
    try (Scope scope = Scope.open();
        TinyRun run = new TinyRun(new SingleProcess(), 2, engine.in(Precision.BF16))) {
      run.step(0);
      int alive = run.liveTensors();
      for (int step = 1; step < SETTLED; step++) {
        run.step(step);
        assertEquals(alive, run.liveTensors(), "live tensors after step " + step);
      }
    }
  }

  private static long residentBytes() throws IOException {
    // The heap's own ups and downs are not the question.
    System.gc();
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE;
  }
}
