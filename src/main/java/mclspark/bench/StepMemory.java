package mclspark.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import mclspark.Machine;
import mclspark.UserError;
import mclspark.model.MapCensus;
import mclspark.model.Network;
import mclspark.pretrain.StepTensors;
import mclspark.tensor.GpuHealth;

/** What a measured step takes on its device, so that too much is refused before it is allocated. */
final class StepMemory {

  /** Java with a usual heap, and libtorch. */
  private static final long PROGRAM = 1L << 30;

  /** A map is kept before and after its batch norm; its gradient and work space come and go. */
  private static final int COPIES_OF_MAPS = 3;

  /** Work spaces of the loss: of the step, of the part by itself, and of a GPU's form. */
  private static final long LOSSES = 3;

  /** Copies of the queue while it is drawn: two on the heap, two on the way to libtorch. */
  private static final int DRAWN_KEYS = 4;

  /** That each of the two on the heap may take. */
  private static final double SHARE_OF_HEAP = 0.4;

  private StepMemory() {}

  /**
   * A part of what a step takes.
   *
   * @param name in words
   * @param options that make it large
   */
  record Part(String name, String options, long bytes) {}

  /**
   * Refuses a step of MoCo + MCL that does not fit.
   *
   * @throws UserError if the queue holds no batch, Java's heap no queue, or the device no step
   */
  static void require(StepBench.Options options, Network network) {
    if (options.queueSize() < options.batch()) {
      throw new UserError(
          "--queue is %d and --batch is %d; the queue must hold at least one batch: choose a queue of"
                  .formatted(options.queueSize(), options.batch())
              + " %d or more.".formatted(options.batch()));
    }
    requireHeap(options);
    int forms = options.bf16() ? 2 : 1;
    StepTensors tensors =
        new StepTensors(
            options.peers(),
            network.parameters(),
            options.queueSize(),
            options.dim(),
            options.batch());
    MapCensus maps = new MapCensus();
    network.walk(options.size(), maps);
    require(
        options.gpu(),
        List.of(
            new Part(
                "the networks",
                "--arch or --peers",
                forms * tensors.networks(StepTensors.COPIES + 1)), // the optimiser's by itself
            new Part(
                "the queue and the loss's logits",
                "--queue, --batch or --peers",
                (forms + DRAWN_KEYS) * tensors.queue() + forms * LOSSES * tensors.loss()),
            maps(maps, (long) options.peers() * options.batch())));
    requireBuffer(options.batch(), options.size(), forms);
  }

  private static void requireHeap(StepBench.Options options) {
    long heap = Runtime.getRuntime().maxMemory();
    long bytes = Math.min(Integer.MAX_VALUE, (long) (SHARE_OF_HEAP * heap)); // of one array
    long most = bytes / Float.BYTES / options.peers() / options.dim();
    if (options.queueSize() > most) {
      throw new UserError(
          "--queue is %d; with --peers %d it may be at most %d, as keys are drawn in Java's heap of"
                  .formatted(options.queueSize(), options.peers(), most)
              + " %s (MCL_DRIVER_MEMORY).".formatted(gigabytes(heap)));
    }
  }

  /** What a forward pass over so many pictures keeps for the backward one. */
  static Part maps(MapCensus maps, long pictures) {
    long bytes = COPIES_OF_MAPS * maps.floats() * pictures * Float.BYTES;
    return new Part("the networks' maps", "--size, --batch or --peers", bytes);
  }

  /**
   * Refuses a step that the device cannot hold.
   *
   * @throws UserError if the parts are more than its memory, or it is a GPU that is not there
   */
  static void require(boolean gpu, List<Part> parts) {
    require(gpu ? ofGpu() : Machine.memory(), parts);
  }

  /** Without CUDA's word, as of the host. */
  private static long ofGpu() {
    Timing.requireGpu();
    return GpuHealth.runtime().map(cuda -> cuda.memory(0).total()).orElseGet(Machine::memory);
  }

  static void require(long memory, List<Part> parts) {
    long all = PROGRAM + parts.stream().mapToLong(Part::bytes).sum();
    if (all > memory) {
      Part largest = parts.stream().max(Comparator.comparingLong(Part::bytes)).orElseThrow();
      throw new UserError(
          "The step would take about %s, most of it for %s, and there are %s: choose a smaller %s."
              .formatted(gigabytes(all), largest.name(), gigabytes(memory), largest.options()));
    }
  }

  /**
   * Refuses crops that do not fit one buffer, which Java keeps beside its heap.
   *
   * @param buffers how many there are
   * @throws UserError if there are too many
   */
  static void requireBuffer(int batch, int size, int buffers) {
    long most = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / buffers);
    long largest = most / (3L * size * size);
    if (batch > largest) {
      throw new UserError(
          "--batch is %d; with --size %d it may be at most %d, as its crops lie in one buffer."
              .formatted(batch, size, largest));
    }
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
