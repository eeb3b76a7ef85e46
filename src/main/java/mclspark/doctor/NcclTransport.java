package mclspark.doctor;

import static mclspark.doctor.Answer.note;
import static mclspark.doctor.Answer.ok;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.collective.nccl.GpuCard;
import mclspark.collective.nccl.NcclSearch;
import mclspark.run.WorkerEnvironment;
import mclspark.tensor.GpuHealth;

/** Which NCCL there is, and what it would go through. */
final class NcclTransport {

  private static final Path ADAPTERS = Path.of("/sys/class/infiniband");

  private NcclTransport() {}

  static List<Answer> answers(Examination what, int gpus) throws IOException {
    GpuCard.Nccl nccl = search(what).version();
    if (nccl.version() == 0) {
      return List.of(
          note(
              "%s. Gradients go through the host's memory, which is slower: install NCCL 2.14 or newer"
                      .formatted(nccl.reason())
                  + " (libnccl2), or name it by collective.nccl_library."));
    }
    return List.of(
        ok(nccl.reason() + "."),
        within(gpus, direct(gpus)),
        between(adapters(ADAPTERS), networks(), settings(System.getenv())));
  }

  /** Where a training looks for NCCL. */
  static NcclSearch search(Examination what) {
    String library = what.config().collective().ncclLibrary();
    return new NcclSearch(
        Optional.of(library).filter(path -> !path.equals("auto")), WorkerEnvironment.torchFolder());
  }

  private static boolean direct(int gpus) {
    return GpuHealth.runtime().stream()
        .allMatch(
            cuda ->
                IntStream.range(0, gpus * gpus)
                    .filter(pair -> pair / gpus != pair % gpus)
                    .allMatch(pair -> cuda.reaches(pair / gpus, pair % gpus)));
  }

  /** What the GPUs of this machine exchange through. */
  static Answer within(int gpus, boolean direct) {
    if (gpus == 1) {
      return ok("One GPU has none on this machine to exchange with.");
    }
    return direct
        ? ok("The %d GPUs reach each other's memory directly (NVLink or PCIe).".formatted(gpus))
        : note(
            "Some of the %d GPUs do not reach each other's memory, so NCCL copies through /dev/shm:"
                    .formatted(gpus)
                + " see nvidia-smi topo -m; in virtual machines and behind an IOMMU this is"
                + " usual.");
  }

  /** What GPUs of several machines exchange through. */
  static Answer between(List<String> adapters, List<String> networks, String settings) {
    String way =
        adapters.isEmpty()
            ? "sockets over " + (networks.isEmpty() ? "no network" : String.join(", ", networks))
            : "InfiniBand or RoCE by " + String.join(", ", adapters);
    return ok(
        "Between machines NCCL goes through %s; %s."
            .formatted(way, settings.isEmpty() ? "no NCCL_* variable is set" : settings));
  }

  private static String settings(Map<String, String> environment) {
    return new TreeMap<>(environment)
        .entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("NCCL_"))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private static List<String> adapters(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> networks() throws IOException {
    List<String> names = new ArrayList<>();
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      if (network.isUp() && !network.isLoopback() && network.inetAddresses().count() > 0) {
        names.add(network.getName());
      }
    }
    return names;
  }
}
