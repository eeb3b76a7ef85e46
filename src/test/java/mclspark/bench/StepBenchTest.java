package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StepBenchTest {

  /** Threads and pieces of the CPU's own form leave the count of a GPU's form as it is. */
  @Test
  void kernelsDoNotDependOnThreads() {
    StepCalls alone = calls("resnet8", 1);
    StepCalls together = calls("resnet8", 2);
    assertEquals(alone.launches(), together.launches());
    assertEquals(alone.lossLaunches(), together.lossLaunches());
    assertTrue(alone.scripts() < 60, alone.toString());
  }

  /** Each takes its time from a processor, however small the batch is. */
  @Test
  void aStepOfTwoResNetsLaunchesFewKernels() {
    StepCalls calls = calls("resnet18", 1);
    assertTrue(calls.launches() <= 900, calls.toString());
    assertTrue(calls.launches() > 4 * 62 + calls.lossLaunches(), calls.toString());
  }

  private static StepCalls calls(String arch, int threads) {
    return StepBench.run(
            new StepBench.Options(arch, 2, 32, 32, 4096, 128, false, threads, true, false, 1))
        .calls();
  }
}
