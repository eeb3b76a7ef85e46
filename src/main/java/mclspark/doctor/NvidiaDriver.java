package mclspark.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What NVIDIA's driver says, without CUDA.
 *
 * @param loaded whether the kernel has the driver
 * @param cards its GPUs, by {@code nvidia-smi}
 * @param failure why {@code nvidia-smi} gives none; empty if it does, or is missing
 */
record NvidiaDriver(boolean loaded, List<Card> cards, Optional<String> failure) {

  private static final int FIELDS = 5;

  /**
   * A GPU.
   *
   * @param index its number
   * @param name such as NVIDIA H100
   * @param driver the driver's version
   * @param memory in MiB
   * @param used of it, in MiB
   */
  record Card(int index, String name, String driver, long memory, long used) {

    /** The first number of the driver's version. */
    int driverMajor() {
      return Integer.parseInt(driver.split("\\.")[0]);
    }
  }

  static NvidiaDriver ask() throws IOException, InterruptedException {
    boolean loaded = Files.exists(Path.of("/proc/driver/nvidia/version"));
    Optional<ExternalCommand.Outcome> outcome =
        ExternalCommand.run(
            "nvidia-smi",
            "--query-gpu=index,name,driver_version,memory.total,memory.used",
            "--format=csv,noheader,nounits");
    return outcome.map(said -> of(loaded, said)).orElse(none(loaded));
  }

  private static NvidiaDriver none(boolean loaded) {
    return new NvidiaDriver(loaded, List.of(), Optional.empty());
  }

  /** Reads lines such as {@code 0, NVIDIA H100, 570.86.15, 81559, 12}. */
  static NvidiaDriver of(boolean loaded, ExternalCommand.Outcome outcome) {
    String first = outcome.lines().stream().findFirst().orElse("no output");
    if (outcome.code() != 0) {
      return new NvidiaDriver(loaded, List.of(), Optional.of(first));
    }
    List<Card> cards = new ArrayList<>();
    for (String line : outcome.lines()) {
      String[] fields = line.split(" *, *");
      if (fields.length != FIELDS || !line.matches("\\d+,.*, *\\d+[.\\d]*, *\\d+, *\\d+ *")) {
        return new NvidiaDriver(loaded, List.of(), Optional.of("it says '" + line + "'"));
      }
      cards.add(
          new Card(
              Integer.parseInt(fields[0]),
              fields[1],
              fields[2],
              Long.parseLong(fields[3]),
              Long.parseLong(fields[4].strip())));
    }
    return new NvidiaDriver(loaded, List.copyOf(cards), Optional.empty());
  }
}
