package mclspark.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What NVIDIA's driver says, without CUDA.
 *
 * @param loaded whether the kernel has the driver
 * @param cards its GPUs, by {@code nvidia-smi}
 * @param failure why {@code nvidia-smi} gives none; empty if it does, or is missing
 */
record NvidiaDriver(boolean loaded, List<Card> cards, Optional<String> failure) {

  private static final Pattern CARD =
      Pattern.compile("(\\d{1,4}), *(.*), *(\\d{1,6}(?:\\.\\d+)*), *([^,]*), *([^,]*?) *");

  /**
   * A GPU.
   *
   * @param index its number
   * @param name such as NVIDIA H100
   * @param driver the driver's version
   * @param memory in words
   */
  record Card(int index, String name, String driver, String memory) {

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
    String first =
        outcome.lines().stream().filter(line -> !line.isBlank()).findFirst().orElse("no output");
    if (outcome.code() != 0) {
      return new NvidiaDriver(loaded, List.of(), Optional.of(first));
    }
    List<Card> cards = new ArrayList<>();
    for (String line : outcome.lines()) {
      Matcher fields = CARD.matcher(line);
      if (!fields.matches()) {
        return new NvidiaDriver(loaded, List.of(), Optional.of("it says '" + line + "'"));
      }
      boolean told =
          (fields.group(4) + fields.group(5)).matches("\\d+"); // not where it is the host's
      String memory =
          told ? fields.group(4) + " MiB, " + fields.group(5) + " in use" : "memory not told";
      cards.add(
          new Card(Integer.parseInt(fields.group(1)), fields.group(2), fields.group(3), memory));
    }
    return new NvidiaDriver(loaded, List.copyOf(cards), Optional.empty());
  }
}
