package mclspark.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import mclspark.UserError;
import mclspark.collective.Backend;
import mclspark.collective.nccl.NcclSearch;
import mclspark.tensor.TorchEngine;

/** Small pieces of a training whose results are known. */
final class SelfTest {

  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final double NANOS = 1e9;

  private SelfTest() {}

  /**
   * The checks.
   *
   * @param computes whether libtorch is there
   * @param gpus how many it sees
   */
  static List<Check> all(Examination what, boolean computes, int gpus) {
    List<Check> checks = new ArrayList<>();
    if (computes) {
      checks.add(check("step on CPU", () -> step(TorchEngine.cpu(1)))); // as workers usually do
    }
    for (int gpu = 0; gpu < gpus; gpu++) {
      int index = gpu;
      checks.add(check("step on GPU " + gpu, () -> step(TorchEngine.gpu(index, 1))));
    }
    checks.add(check("sum by TCP", () -> List.of(SumTrial.onHost(Backend.TCP))));
    checks.add(check("sum by memory", () -> List.of(sumByMemory())));
    if (gpus > 0) {
      checks.add(check("sum by NCCL", () -> List.of(sumByNccl(gpus, NcclTransport.search(what)))));
    }
    checks.add(check("decoding", DecodeTrial::answers));
    return checks;
  }

  private static Check check(String subject, Check.Look look) {
    return new Check(Part.SELF_TEST, subject, DEADLINE, look);
  }

  private static List<Answer> step(TorchEngine engine) {
    long start = System.nanoTime();
    List<Double> losses = GoldenStep.losses(engine);
    double seconds = (System.nanoTime() - start) / NANOS;
    return List.of(GoldenStep.answer(!engine.onHost(), losses, seconds));
  }

  private static Answer sumByNccl(int gpus, NcclSearch search) throws Exception {
    return search.version().version() == 0
        ? Answer.note("Left out, since there is no NCCL.")
        : SumTrial.onGpus(gpus, search);
  }

  /** A training goes on over TCP where memory cannot be shared. */
  private static Answer sumByMemory() throws Exception {
    try {
      return SumTrial.onHost(Backend.SHARED_MEMORY);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError error) {
        return Answer.note(error.getMessage());
      }
      throw e;
    }
  }
}
