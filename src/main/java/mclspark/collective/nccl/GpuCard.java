package mclspark.collective.nccl;

import java.util.Optional;
import mclspark.UserError;

/**
 * What a worker tells all others about its GPU, as one line of text.
 *
 * @param host where the worker runs
 * @param device what tells the GPU from the others of that host: its UUID, or its number
 * @param nccl what the worker knows of NCCL
 */
public record GpuCard(String host, String device, Nccl nccl) {

  private static final String GPU = "mcl-gpu";
  private static final String CPU = "mcl-cpu";
  private static final int WORDS = 5;

  /**
   * NCCL on one worker.
   *
   * @param version such as 22602 for 2.26.2; 0 if the worker cannot use it
   * @param reason where it is, or why the worker cannot use it
   */
  public record Nccl(int version, String reason) {

    /** NCCL cannot be used. */
    public static Nccl none(String reason) {
      return new Nccl(0, reason);
    }
  }

  /** One line that {@link #parse} reads. */
  public static String format(Optional<GpuCard> card) {
    return card.map(
            gpu ->
                String.join(
                    " ",
                    GPU,
                    gpu.host,
                    gpu.device,
                    Integer.toString(gpu.nccl.version),
                    gpu.nccl.reason.replaceAll("\\s+", " ")))
        .orElse(CPU);
  }

  /**
   * Reads a line of {@link #format}; empty for a worker on a CPU.
   *
   * @throws UserError quoting the line if it is anything else
   */
  static Optional<GpuCard> parse(String line) {
    String[] words = line.split(" ", WORDS);
    if (line.equals(CPU)) {
      return Optional.empty();
    }
    if (words.length < WORDS || !words[0].equals(GPU) || !words[3].matches("\\d{1,9}")) {
      throw new UserError("'" + line + "' does not describe a worker's GPU.");
    }
    return Optional.of(
        new GpuCard(words[1], words[2], new Nccl(Integer.parseInt(words[3]), words[4])));
  }
}
