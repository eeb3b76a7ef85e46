package mclspark.doctor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import mclspark.collective.Backend;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.DeviceReduction;
import mclspark.collective.join.Collectives;
import mclspark.collective.nccl.NcclCollective;
import mclspark.collective.nccl.NcclSearch;
import mclspark.tensor.DeviceMemory;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** Sums over workers of this process, whose results are known. */
final class SumTrial {

  private static final int FLOATS = 4 << 20;
  private static final int PERIOD = 1000;
  private static final int ROUNDS = 3; // the last one is timed
  private static final double NANOS_PER_MILLI = 1e6;

  private SumTrial() {}

  /** Two workers sum over a transport of the host. */
  static Answer onHost(Backend backEnd) throws Exception {
    List<Double> millis =
        Members.work(
            2,
            (listener, lines, secret) ->
                Collectives.join(listener, lines, secret, "doctor", backEnd),
            SumTrial::sumOnHost);
    return answer(2, "workers", millis);
  }

  /** One worker for each GPU; they sum by NCCL. */
  static Answer onGpus(int gpus, NcclSearch search) throws Exception {
    List<Double> millis =
        Members.work(
            gpus,
            (listener, lines, secret) ->
                NcclCollective.join(
                    listener, lines, secret, "doctor", search, listener.own().rank()),
            SumTrial::sumOnGpu);
    return answer(gpus, "GPUs", millis);
  }

  private static double sumOnHost(Collective workers) {
    ByteBuffer data = Buffers.allocate(FLOATS * Float.BYTES);
    FloatBuffer floats = data.asFloatBuffer();
    float[] sums = new float[FLOATS];
    double millis = 0;
    for (int round = 0; round < ROUNDS; round++) {
      floats.put(0, ramp(workers.rank()));
      long start = System.nanoTime();
      workers.allReduceSum(data);
      millis = millisSince(start);
      floats.get(0, sums);
      require(sums, workers.size());
    }
    return millis;
  }

  private static double sumOnGpu(Collective workers) {
    int gpu = workers.rank();
    TorchEngine engine = TorchEngine.gpu(gpu, 1);
    DeviceMemory memory = DeviceMemory.open();
    DeviceReduction device = workers.deviceReduction().orElseThrow();
    double millis = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (Scope scope = Scope.open()) {
        Tensor values = Ops.scale(engine.floats(ramp(gpu), FLOATS), 1);
        await(engine);
        long start = System.nanoTime();
        device.allReduceSum(new DeviceBuffer(memory.address(values), FLOATS, memory.stream(gpu)));
        await(engine);
        millis = millisSince(start);
        workers.check();
        require(values.toFloats(), workers.size());
      }
    }
    return millis;
  }

  /** A value comes back when all that was queued before it is done. */
  private static void await(TorchEngine engine) {
    engine.zeros(1).toFloats();
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }

  /** Whole numbers, whose sums are exact in any order. */
  private static float[] ramp(int rank) {
    float[] values = new float[FLOATS];
    for (int i = 0; i < FLOATS; i++) {
      values[i] = i % PERIOD + rank;
    }
    return values;
  }

  /** Checks the sums of {@link #ramp}. */
  static void require(float[] sums, int workers) {
    for (int i = 0; i < sums.length; i++) {
      float known = workers * (i % PERIOD) + workers * (workers - 1) / 2;
      if (sums[i] != known) {
        throw new IllegalStateException(
            "number %d of the sum is %s, but %s is right".formatted(i, sums[i], known));
      }
    }
  }

  private static Answer answer(int workers, String what, List<Double> millis) {
    return Answer.ok(
        String.format(
            Locale.ROOT,
            "%d %s, 16 MiB each: every sum is right; %.1f ms.",
            workers,
            what,
            Collections.max(millis)));
  }
}
