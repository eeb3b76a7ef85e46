package mclspark.golden;

import mclspark.tensor.TorchEngine;

/**
 * What the fixtures run on, by system properties: {@code golden.device} (cpu or gpu, the first one)
 * and {@code golden.tolerance}, times which deviations may be what they may be on a CPU.
 */
final class GoldenEngine {

  private static final String DEVICE = System.getProperty("golden.device", "cpu");

  private GoldenEngine() {}

  /** Opens the device for the calling thread. */
  static TorchEngine open() {
    return switch (DEVICE) {
      case "cpu" -> TorchEngine.cpu(1);
      case "gpu" -> TorchEngine.gpu(0, 1);
      default ->
          throw new IllegalArgumentException(
              "golden.device is %s; it must be cpu or gpu".formatted(DEVICE));
    };
  }

  /** Whether equal runs give equal bits. */
  static boolean repeatsBits() {
    return DEVICE.equals("cpu");
  }

  static double tolerance() {
    return Double.parseDouble(System.getProperty("golden.tolerance", "1"));
  }
}
