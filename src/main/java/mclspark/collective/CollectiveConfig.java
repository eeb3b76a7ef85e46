package mclspark.collective;

import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/** Section {@code collective}: how workers exchange tensors. Components: see the annotations. */
public record CollectiveConfig(
    @Key(
            doc =
                "Threads of one JVM, memory shared by JVMs of one machine, TCP, or NCCL; auto takes"
                    + " NCCL if every worker has a GPU of its own and finds the library, else the"
                    + " first of the others that fits. With NCCL another number of workers gives"
                    + " other bits.",
            standard = "auto",
            changesNumbers = false)
        Backend backend,
    @Key(
            doc = "Longest silence of another worker before the run is given up.",
            standard = "60",
            range = ">= 1 and <= " + CollectiveOptions.LONGEST_SECONDS,
            unit = "seconds",
            changesNumbers = false)
        int timeoutSeconds,
    @Key(
            doc =
                "Longest time for one operation while the other worker still gives signs of life.",
            standard = "600",
            range = ">= 1 and <= " + CollectiveOptions.LONGEST_SECONDS,
            unit = "seconds",
            changesNumbers = false)
        int progressTimeoutSeconds,
    @Key(
            doc = "Longest time until all workers have found one another.",
            standard = "60",
            range = ">= 1 and <= " + CollectiveOptions.LONGEST_SECONDS,
            unit = "seconds",
            changesNumbers = false)
        int setupTimeoutSeconds,
    @Key(
            doc = "Size of a socket's buffers; 0 leaves it to the system.",
            standard = "0",
            range = ">= 0 and <= " + CollectiveOptions.LARGEST_BUFFER,
            unit = "bytes",
            changesNumbers = false)
        int socketBufferBytes,
    @Key(
            doc =
                "Encrypt what travels between workers; auto follows Spark's"
                    + " spark.network.crypto.enabled.",
            standard = "auto",
            changesNumbers = false)
        Encryption encrypt,
    @Key(
            doc =
                "Path of libnccl.so.2; auto looks into libtorch's CUDA build, then asks the"
                    + " system.",
            standard = "auto",
            changesNumbers = false)
        String ncclLibrary,
    @Key(
            doc =
                "Ports that workers listen on, such as 40000-40100: one for each worker of a"
                    + " machine; empty takes any. NCCL's own connections are not among them.",
            changesNumbers = false)
        String ports)
    implements Serializable {

  private static final Pattern PORTS = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final int LAST_PORT = 65535;

  /** The same with {@link Encryption#AUTO} replaced. */
  public CollectiveConfig decided(boolean sparkEncrypts) {
    Encryption automatic = sparkEncrypts ? Encryption.TRUE : Encryption.FALSE;
    return new CollectiveConfig(
        backend,
        timeoutSeconds,
        progressTimeoutSeconds,
        setupTimeoutSeconds,
        socketBufferBytes,
        encrypt == Encryption.AUTO ? automatic : encrypt,
        ncclLibrary,
        ports);
  }

  /** What a group works with; encrypted only if {@link #encrypt} is decided. */
  public CollectiveOptions settings() {
    return new CollectiveOptions(
        Duration.ofSeconds(timeoutSeconds),
        Duration.ofSeconds(progressTimeoutSeconds),
        Duration.ofSeconds(setupTimeoutSeconds),
        socketBufferBytes,
        CollectiveOptions.defaults().chunkBytes(),
        encrypt == Encryption.TRUE,
        portRange());
  }

  /** The ports; any if none are named. */
  PortRange portRange() {
    Matcher matcher = PORTS.matcher(ports);
    return matcher.matches()
        ? new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : PortRange.ANY;
  }

  private boolean hasPorts() {
    int first = portRange().first();
    int last = portRange().last();
    return ports.isEmpty() || (first >= 1 && first <= last && last <= LAST_PORT);
  }

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    problems.require(
        hasPorts(),
        "collective.ports is '%s'; it must be empty or a first and a last port from 1 to %d, such as"
                .formatted(ports, LAST_PORT)
            + " 40000-40100.",
        "collective.ports");
    problems.require(
        progressTimeoutSeconds >= timeoutSeconds,
        "collective.progress_timeout_seconds is %d and collective.timeout_seconds is %d; waiting"
                .formatted(progressTimeoutSeconds, timeoutSeconds)
            + " for a live worker must be allowed to last at least as long.",
        "collective.progress_timeout_seconds",
        "collective.timeout_seconds");
  }
}
