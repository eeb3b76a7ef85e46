package mclspark.spark;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import mclspark.collective.BackEnd;
import mclspark.collective.Collective;
import mclspark.collective.Collectives;
import mclspark.collective.Settings;
import mclspark.collective.TcpCollective;
import mclspark.config.Backend;
import mclspark.config.CollectiveConfig;
import mclspark.config.Device;
import mclspark.config.Encryption;
import mclspark.config.RanksConfig;
import mclspark.train.WorkerSite;

/** Brings the workers of a barrier stage together: addresses by Spark, the rest by ourselves. */
final class WorkerGroup {

  private WorkerGroup() {}

  /**
   * Joins the group of this stage attempt. The collective is closed when the worker ends, however
   * it ends.
   *
   * @param configHash workers with another configuration are refused
   */
  static Collective join(
      WorkerContext context, CollectiveConfig config, JobSecret secret, String configHash) {
    String job = "stage-" + context.stageId();
    try (TcpCollective.Listener listener = TcpCollective.listen(context.host(), settings(config))) {
      String announcement =
          listener.announcement(context.rank(), context.stageAttempt(), configHash);
      List<String> all = context.allGather(announcement);
      Collective workers =
          Collectives.join(listener, all, secret.bytes(), job, backEnd(config.backend()));
      context.onCompletion(workers::close);
      return workers;
    }
  }

  /** The device of this worker: the GPU that Spark gave it, or the CPU where none is wanted. */
  static OptionalInt device(WorkerContext context, RanksConfig ranks, boolean local) {
    if (ranks.device() == Device.CPU) {
      return OptionalInt.empty();
    }
    OptionalInt localRank = local ? OptionalInt.of(context.rank()) : OptionalInt.empty();
    return GpuResources.choose(
        ranks.device() == Device.GPU, context.gpuAddress(), localRank, WorkerSite.visibleGpus());
  }

  private static BackEnd backEnd(Backend backend) {
    return switch (backend) {
      case AUTO -> BackEnd.AUTO;
      case THREADS -> BackEnd.THREADS;
      case SHARED_MEMORY -> BackEnd.SHARED_MEMORY;
      case TCP -> BackEnd.TCP;
    };
  }

  private static Settings settings(CollectiveConfig config) {
    Settings defaults = Settings.defaults();
    return new Settings(
        Duration.ofSeconds(config.timeoutSeconds()),
        Duration.ofSeconds(config.progressTimeoutSeconds()),
        Duration.ofSeconds(config.setupTimeoutSeconds()),
        config.socketBufferBytes(),
        defaults.chunkBytes(),
        config.encrypt() == Encryption.TRUE);
  }
}
