package mclspark.doctor;

import mclspark.collective.Backend;
import mclspark.tensor.TorchEngine;

/** The self-test for its side effect: the code of a worker's first step is loaded and compiled. */
public final class WarmUp {

  private WarmUp() {}

  /**
   * Takes two small steps on one core of the CPU, sums over two threads, decodes a few pictures.
   *
   * @throws Exception where the machine cannot; {@code mcl doctor} says why
   */
  public static void run() throws Exception {
    GoldenStep.losses(TorchEngine.cpu(1));
    SumTrial.onHost(Backend.TCP);
    DecodeTrial.answers();
  }
}
