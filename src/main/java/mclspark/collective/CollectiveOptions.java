package mclspark.collective;

import java.time.Duration;
import mclspark.UserError;

/**
 * Deadlines and buffers of a group; the same on every worker.
 *
 * @param silence a worker whose heartbeat is missing for so long is given up
 * @param progress an operation in which no byte moves for so long fails, heartbeats or not
 * @param setUp so long may it take until all workers are connected
 * @param socketBufferBytes size of each socket's send and receive buffer; 0 leaves them to the
 *     kernel
 * @param chunkBytes unit in which received partial sums are added while more arrive, smaller where
 *     there are many workers; a multiple of 4
 * @param encrypt whether what travels between machines is encrypted
 * @param ports where each worker listens until all are connected
 */
public record CollectiveOptions(
    Duration silence,
    Duration progress,
    Duration setUp,
    int socketBufferBytes,
    int chunkBytes,
    boolean encrypt,
    PortRange ports) {

  /** The longest deadline, in seconds: a day. */
  static final int LONGEST_SECONDS = 86_400;

  /** The largest buffer, in bytes. */
  static final int LARGEST_BUFFER = 1 << 28;

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(LONGEST_SECONDS);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  /**
   * Checks the ranges.
   *
   * @throws UserError naming the value that is out of range
   */
  public CollectiveOptions {
    check("silence", silence);
    check("progress", progress);
    check("set-up", setUp);
    if (socketBufferBytes < 0 || socketBufferBytes > LARGEST_BUFFER) {
      throw new UserError(
          "Socket buffer of the collective is "
              + socketBufferBytes
              + " bytes; it must be from 0 (leave it to the kernel) to "
              + LARGEST_BUFFER
              + ".");
    }
    if (chunkBytes < 1024 || chunkBytes > LARGEST_BUFFER || chunkBytes % Float.BYTES != 0) {
      throw new UserError(
          "Chunk of the collective is "
              + chunkBytes
              + " bytes; it must be a multiple of 4 from 1024 to "
              + LARGEST_BUFFER
              + ".");
    }
  }

  /** The same on any ports. */
  public CollectiveOptions(
      Duration silence,
      Duration progress,
      Duration setUp,
      int socketBufferBytes,
      int chunkBytes,
      boolean encrypt) {
    this(silence, progress, setUp, socketBufferBytes, chunkBytes, encrypt, PortRange.ANY);
  }

  /** Silence 60 s, progress 10 min, set-up 60 s, kernel's socket buffers, chunks of 1 MB, clear. */
  public static CollectiveOptions defaults() {
    return new CollectiveOptions(
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofSeconds(60),
        0,
        1024 * 1024,
        false);
  }

  /** The same settings with other deadlines. */
  public CollectiveOptions withDeadlines(
      Duration newSilence, Duration newProgress, Duration newSetUp) {
    return new CollectiveOptions(
        newSilence, newProgress, newSetUp, socketBufferBytes, chunkBytes, encrypt, ports);
  }

  /** The same settings with or without encryption. */
  public CollectiveOptions withEncryption(boolean on) {
    return new CollectiveOptions(
        silence, progress, setUp, socketBufferBytes, chunkBytes, on, ports);
  }

  /** The same settings with other ports. */
  public CollectiveOptions withPorts(PortRange range) {
    return new CollectiveOptions(
        silence, progress, setUp, socketBufferBytes, chunkBytes, encrypt, range);
  }

  /** How often a sign of life is sent: every 2 s, or five times per {@link #silence} if shorter. */
  public Duration heartbeat() {
    Duration fifth = silence.dividedBy(5);
    return fifth.compareTo(HEARTBEAT) < 0 ? fifth : HEARTBEAT;
  }

  /** A duration as a reader likes it: {@code 60 s} or {@code 250 ms}. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  private static void check(String name, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new UserError(
          "The "
              + name
              + " deadline of the collective is "
              + text(value)
              + "; it must be from "
              + text(SHORTEST)
              + " to "
              + LONGEST.toHours()
              + " hours.");
    }
  }
}
