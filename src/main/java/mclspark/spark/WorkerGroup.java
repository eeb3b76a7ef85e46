package mclspark.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.UserError;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveConfig;
import mclspark.collective.Encryption;
import mclspark.collective.join.Collectives;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.nccl.GpuCard;
import mclspark.collective.nccl.GpuGroup;
import mclspark.collective.nccl.GpuIdentity;
import mclspark.collective.nccl.NcclCollective;
import mclspark.collective.nccl.NcclSearch;
import mclspark.run.WorkerEnvironment;
import mclspark.spark.barrier.GpuResources;
import mclspark.spark.barrier.WorkerContext;
import mclspark.spark.cluster.JobSecret;
import mclspark.step.Device;
import mclspark.step.RanksConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the workers of a barrier stage together: addresses by Spark, the rest by ourselves. */
final class WorkerGroup {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerGroup.class);

  private WorkerGroup() {}

  /**
   * Joins the group of this stage attempt. The collective is closed when the worker ends, however
   * it ends.
   *
   * @param configHash workers with another configuration are refused
   * @param gpu this worker's GPU
   * @throws UserError if libtorch has no code for the GPU, two workers have the same, or NCCL is
   *     asked for and cannot be used
   */
  static Collective join(
      WorkerContext context,
      CollectiveConfig config,
      JobSecret secret,
      String configHash,
      OptionalInt gpu) {
    gpu.ifPresent(WorkerEnvironment::requireKernels);
    try (TcpCollective.Listener listener =
        TcpCollective.listen(context.host(), config.settings())) {
      String announcement =
          listener.announcement(context.rank(), context.stageAttempt(), configHash);
      String card = GpuCard.format(card(context, config, gpu));
      List<String[]> all =
          context.allGather(announcement + "\n" + card).stream()
              .map(both -> both.split("\n", 2))
              .toList();
      List<String> announcements = all.stream().map(both -> both[0]).toList();
      GpuGroup gpus = new GpuGroup(all.stream().map(both -> both[1]).toList());
      Collective workers =
          useNccl(config, gpus, context.rank())
              ? NcclCollective.join(
                  listener, announcements, secret.bytes(), job(context), search(config), index(gpu))
              : Collectives.join(
                  listener, announcements, secret.bytes(), job(context), config.backend());
      context.onCompletion(workers::close);
      return workers;
    }
  }

  /** The same on every worker, since all have the same cards before them. */
  static boolean useNccl(CollectiveConfig config, GpuGroup gpus, int rank) {
    Backend backend = config.backend();
    if (gpus.size() == 1 || (backend != Backend.AUTO && backend != Backend.NCCL)) {
      return false; // one worker has nobody to sum with, whatever was asked for
    }
    Optional<String> obstacle =
        config.encrypt() == Encryption.TRUE
            ? Optional.of("NCCL cannot encrypt, as collective.encrypt wants")
            : gpus.obstacle();
    if (backend == Backend.NCCL && obstacle.isPresent()) {
      throw new UserError(
          "collective.backend is nccl, but "
              + obstacle.get()
              + ": give each worker a GPU and NCCL (collective.nccl_library names the file) without"
              + " encryption, or set it to auto.");
    }
    if (obstacle.isPresent() && gpus.someGpu() && rank == 0) {
      LOG.info("Gradients go through host memory, not NCCL: {}", obstacle.get());
    }
    return obstacle.isEmpty();
  }

  private static Optional<GpuCard> card(
      WorkerContext context, CollectiveConfig config, OptionalInt gpu) {
    if (gpu.isEmpty()) {
      return Optional.empty();
    }
    GpuCard.Nccl nccl = GpuCard.Nccl.none("another back end is configured");
    if (config.backend() == Backend.AUTO || config.backend() == Backend.NCCL) {
      Optional<String> problem = WorkerEnvironment.addressProblem(index(gpu));
      nccl = problem.map(GpuCard.Nccl::none).orElseGet(() -> search(config).version());
    }
    String device = GpuIdentity.of(index(gpu), visibleDevices());
    return Optional.of(new GpuCard(context.host(), device, nccl));
  }

  private static NcclSearch search(CollectiveConfig config) {
    Optional<String> configured =
        config.ncclLibrary().equals("auto") ? Optional.empty() : Optional.of(config.ncclLibrary());
    return new NcclSearch(configured, WorkerEnvironment.torchFolder());
  }

  /** The device of this worker: the GPU that Spark gave it, or the CPU where none is wanted. */
  static OptionalInt device(WorkerContext context, RanksConfig ranks, boolean local) {
    if (ranks.device() == Device.CPU) {
      return OptionalInt.empty();
    }
    OptionalInt localRank = local ? OptionalInt.of(context.rank()) : OptionalInt.empty();
    int visible = WorkerEnvironment.visibleGpus();
    OptionalInt gpu =
        GpuResources.choose(
            ranks.device() == Device.GPU,
            context.gpuAddress(),
            localRank,
            new GpuResources.Engine(visible, WorkerEnvironment.torchBuild()),
            visibleDevices());
    if (local && context.rank() == 0) {
      GpuResources.idle(gpu, visible).ifPresent(LOG::info);
    }
    return gpu;
  }

  /** The GPUs that this process sees, in the engine's order; empty if it sees all. */
  private static Optional<String> visibleDevices() {
    return Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES"))
        .filter(list -> !list.isBlank());
  }

  private static int index(OptionalInt gpu) {
    return gpu.orElseThrow();
  }

  private static String job(WorkerContext context) {
    return "stage-" + context.stageId();
  }
}
