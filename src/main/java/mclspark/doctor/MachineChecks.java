package mclspark.doctor;

import static mclspark.doctor.Answer.note;
import static mclspark.doctor.Answer.ok;
import static mclspark.doctor.Answer.problem;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import mclspark.Machine;
import mclspark.collective.shared.SharedFile;

/** Looks at processor, memory, disk and what the system allows. */
final class MachineChecks {

  /** A JPEG file of ImageNet on average, in million bytes. */
  private static final double PICTURE_MEGABYTES = 0.11;

  private static final double SLOW_DISK = 50;
  private static final double MOSTLY_IDLE = 0.5;
  private static final long FEW_FILES = 4096;
  private static final long TOO_FEW_FILES = 256;
  private static final long SMALL_SHARED = 256L << 20;
  private static final long LITTLE_MEMORY = 3L << 30;
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(60);

  private MachineChecks() {}

  static List<Check> all(Examination what) {
    return List.of(
        check("processor", SHORT, () -> processor(CpuLimits.read(Path.of("/")), what.cores())),
        check("load", SHORT, MachineChecks::load),
        check("memory", SHORT, MachineChecks::memory),
        check("locale", SHORT, () -> locale(System.getProperty("sun.jnu.encoding", "unknown"))),
        check("shared memory", SHORT, () -> sharedMemory(SharedFile.directory())),
        check("open files", SHORT, MachineChecks::openFiles),
        check("host name", SHORT, MachineChecks::hostName),
        check("disk", LONG, () -> disk(what.disk())));
  }

  private static Check check(String subject, Duration deadline, Check.Look look) {
    return new Check(Part.MACHINE, subject, deadline, look);
  }

  /** Which CPUs there are, and how many are ours. */
  static List<Answer> processor(CpuLimits limits, int cores) {
    String quota =
        limits.quota().isPresent()
            ? String.format(Locale.ROOT, ", quota of the cgroup %.1f", limits.quota().getAsDouble())
            : "";
    String sentence =
        "%s, %d CPUs, %d of them for this process%s."
            .formatted(limits.model(), limits.cpus(), cores, quota);
    if (limits.quota().isPresent() && limits.quota().getAsDouble() < cores) {
      return List.of(
          note(
              sentence
                  + " The quota is smaller than that, so threads will be stopped now and then: give"
                  + " the container whole CPUs, or Spark fewer cores."));
    }
    return List.of(ok(sentence));
  }

  private static List<Answer> load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load(load, CpuLimits.read(Path.of("/")).cpus());
  }

  /**
   * Whether others work on this machine.
   *
   * @param average of the last minute, of all processes; negative if it is not known
   */
  static List<Answer> load(double average, int cpus) {
    String sentence =
        average < 0
            ? "It is not known how busy this machine is."
            : String.format(
                Locale.ROOT, "%.1f threads were busy in the last minute, of all users.", average);
    return average <= MOSTLY_IDLE * cpus
        ? List.of(ok(sentence))
        : List.of(
            note(
                sentence
                    + " Others work here, so tests take longer and rates are lower than they could"
                    + " be: ask again when the machine is idle."));
  }

  private static List<Answer> memory() {
    return memory(Machine.memory(), Runtime.getRuntime().maxMemory());
  }

  /** libtorch's tensors lie outside the heap. */
  static List<Answer> memory(long machine, long heap) {
    if (heap < Machine.SMALLEST_SPARK_HEAP) {
      return List.of(
          problem(
              "%d MiB are for Java's heap, and Spark's driver does not start with less than %d MiB: set"
                      .formatted(heap >> 20, Machine.SMALLEST_SPARK_HEAP >> 20)
                  + " MCL_DRIVER_MEMORY or --driver-memory to 1g or more, or leave them out"
                  + " (3g)."));
    }
    if (heap >= machine) {
      return List.of(
          note(
              "%s for this process, and Java's heap may grow to %s: the system then kills it (SIGKILL,"
                      .formatted(gigabytes(machine), gigabytes(heap))
                  + " exit code 137). Take a smaller heap (MCL_DRIVER_MEMORY, --driver-memory,"
                  + " spark.executor.memory) and leave some of the memory to libtorch's tensors."));
    }
    String sentence =
        "%s for this process, %s of them for Java's heap."
            .formatted(gigabytes(machine), gigabytes(heap));
    return machine - heap >= LITTLE_MEMORY
        ? List.of(ok(sentence))
        : List.of(
            note(
                sentence
                    + " The rest is for libtorch's tensors and may be too little: take a smaller"
                    + " heap (--driver-memory, spark.executor.memory) or more memory for the"
                    + " container."));
  }

  /** Java reads file names by it. */
  static List<Answer> locale(String encoding) {
    return Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8)
        ? List.of(ok("File names are UTF-8."))
        : List.of(
            note(
                "File names are taken for %s, so pictures whose names are not ASCII cannot be read:"
                        .formatted(encoding)
                    + " set LC_ALL=C.UTF-8 (executors: spark.executorEnv.LC_ALL)."));
  }

  /** What workers of one machine exchange through. */
  static List<Answer> sharedMemory(Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    String sentence = "%s are free in %s.".formatted(gigabytes(free), folder);
    if (!folder.equals(Path.of("/dev/shm"))) {
      return List.of(
          note(
              sentence
                  + " There is no /dev/shm that can be written, so workers of one machine exchange"
                  + " through a disk's cache: mount a tmpfs there."));
    }
    return free >= SMALL_SHARED
        ? List.of(ok(sentence))
        : List.of(
            note(
                sentence
                    + " Workers of one machine and NCCL exchange there, or over slower sockets:"
                    + " give the container more (docker run --shm-size=1g, on Kubernetes a volume"
                    + " of medium Memory)."));
  }

  private static List<Answer> openFiles() {
    UnixOperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    return openFiles(system.getMaxFileDescriptorCount());
  }

  /** Spark, its jars, shards and two connections for each other worker. */
  static List<Answer> openFiles(long most) {
    String sentence = "%d files may be open in a process.".formatted(most);
    String remedy = " Raise the limit (ulimit -n 65536, LimitNOFILE of a service).";
    if (most < TOO_FEW_FILES) {
      return List.of(problem(sentence + " Spark alone needs more." + remedy));
    }
    return most < FEW_FILES
        ? List.of(note(sentence + " Many workers or shards need more." + remedy))
        : List.of(ok(sentence));
  }

  private static List<Answer> hostName() {
    try {
      InetAddress here = InetAddress.getLocalHost();
      return List.of(
          ok(
              here.isLoopbackAddress()
                  ? "This machine's name stands for this machine only; Spark tells others another"
                      + " of its addresses, or that in SPARK_LOCAL_IP."
                  : "This machine's name has an address that others can be told."));
    } catch (UnknownHostException e) {
      return List.of(
          note(
              "This machine's name has no address (%s): add it to /etc/hosts, or set SPARK_LOCAL_IP."
                  .formatted(e.getMessage())));
    }
  }

  private static List<Answer> disk(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return List.of(
          note(
              "%s is no folder that can be written, so its disk was not measured."
                  .formatted(folder)));
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < 4L * DiskSpeed.BYTES) {
      return List.of(
          note(
              "Only %s are free in %s, too little for checkpoints: make room."
                  .formatted(gigabytes(free), folder)));
    }
    return disk(gigabytes(free), DiskSpeed.measure(folder));
  }

  static List<Answer> disk(String free, DiskSpeed speed) {
    String reads =
        speed.read().isPresent()
            ? "%.0f MB/s read past the cache, which are %.0f pictures of 110 kB a second"
                .formatted(
                    speed.read().getAsDouble(), speed.read().getAsDouble() / PICTURE_MEGABYTES)
            : "reads past the cache could not be measured";
    String sentence = "%.0f MB/s written, %s; %s are free.".formatted(speed.written(), reads, free);
    boolean slow = Math.min(speed.written(), speed.read().orElse(SLOW_DISK)) < SLOW_DISK;
    return slow
        ? List.of(
            note(
                sentence
                    + " That is slow: put pictures and runs on another disk (--disk measures"
                    + " one)."))
        : List.of(ok(sentence));
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
