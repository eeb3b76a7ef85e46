package mclspark.doctor;

import static mclspark.doctor.Answer.note;
import static mclspark.doctor.Answer.ok;
import static mclspark.doctor.Answer.problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import mclspark.run.WorkerEnvironment;
import mclspark.tensor.GpuHealth;
import mclspark.tensor.cuda.CudaRuntime;

/** Looks at drivers and GPUs, by the driver's own tool and by libtorch. */
final class GpuChecks {

  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofSeconds(90); // the first kernel loads much

  /** The first driver that runs CUDA 12 at all, and the one that came with 12.8. */
  private static final int OLDEST_DRIVER = 525;

  private static final int FITTING_DRIVER = 570;

  private static final double MOSTLY_FREE = 0.9;

  private GpuChecks() {}

  /**
   * The check of drivers.
   *
   * @param visible asks libtorch for its GPUs
   */
  static Check ofDriver(Examination what, IntSupplier visible) {
    return new Check(
        Part.GPUS,
        "driver",
        SHORT,
        () ->
            driver(
                NvidiaDriver.ask(),
                visible.getAsInt(),
                WorkerEnvironment.torchBuild(),
                what.gpuWanted()));
  }

  /** The checks of each GPU that libtorch sees. */
  static List<Check> ofCards(Examination what, int visible) {
    List<Check> checks = new ArrayList<>();
    for (int gpu = 0; gpu < visible; gpu++) {
      int index = gpu;
      checks.add(new Check(Part.GPUS, "GPU " + gpu, LONG, () -> card(index)));
    }
    if (visible > 0) {
      checks.add(new Check(Part.GPUS, "NCCL", SHORT, () -> NcclTransport.answers(what, visible)));
    }
    return checks;
  }

  /**
   * What the driver has against what libtorch sees.
   *
   * @param visible GPUs that libtorch sees
   * @param build which libtorch that is
   * @param wanted whether the training wants a GPU
   */
  static List<Answer> driver(NvidiaDriver driver, int visible, String build, boolean wanted) {
    if (driver.cards().isEmpty()) {
      return List.of(withoutCards(driver, visible, wanted));
    }
    List<Answer> answers = new ArrayList<>();
    driver.cards().forEach(card -> answers.add(card(card, wanted)));
    if (visible < driver.cards().size()) {
      answers.add(hidden(driver.cards().size(), visible, build, wanted));
    }
    return answers;
  }

  private static Answer hidden(int cards, int visible, String build, boolean wanted) {
    String list = Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")).orElse("not set");
    if (visible > 0) {
      return note(
          "libtorch sees %d of these %d GPUs, since CUDA_VISIBLE_DEVICES is %s or not all work."
              .formatted(visible, cards, list));
    }
    return unusable(
        wanted,
        ("libtorch sees none of these. It is %s: a CPU build needs another by PYTORCH_LIBRARY_PATH"
                + " and PYTORCH_FLAVOR=cu128 (cluster.md, \"CUDA build of libtorch\"), one with CUDA a"
                + " fitting driver; CUDA_VISIBLE_DEVICES is %s.")
            .formatted(build, list));
  }

  private static Answer withoutCards(NvidiaDriver driver, int visible, boolean wanted) {
    if (driver.failure().isPresent()) {
      return unusable(
          wanted,
          "nvidia-smi fails (%s): mend the NVIDIA driver.".formatted(driver.failure().get()));
    }
    if (visible > 0) {
      return ok("nvidia-smi is not here; libtorch sees GPUs.");
    }
    if (driver.loaded()) {
      return unusable(
          wanted,
          "The kernel has NVIDIA's driver, but its tools are missing: start the container with its"
              + " GPUs (docker run --gpus all, NVIDIA's container toolkit), or install"
              + " nvidia-smi.");
    }
    return wanted
        ? problem(
            "There is no NVIDIA driver, and ranks.device is gpu: install driver %d or newer, or set"
                    .formatted(FITTING_DRIVER)
                + " ranks.device=cpu.")
        : ok("No NVIDIA driver: training computes on CPUs.");
  }

  private static Answer card(NvidiaDriver.Card card, boolean wanted) {
    String sentence =
        "GPU %d is %s, driver %s, %s."
            .formatted(card.index(), card.name(), card.driver(), card.memory());
    if (card.driverMajor() < OLDEST_DRIVER) {
      return unusable(
          wanted,
          sentence
              + " The driver is too old for CUDA 12.8: install %d or newer."
                  .formatted(FITTING_DRIVER));
    }
    return card.driverMajor() < FITTING_DRIVER
        ? note(
            sentence
                + " CUDA 12.8 came with driver %d; an older one lacks some of it, so take that."
                    .formatted(FITTING_DRIVER))
        : ok(sentence);
  }

  /** What cannot be used is bad where it is wanted. */
  private static Answer unusable(boolean wanted, String sentence) {
    return wanted ? problem(sentence) : note(sentence);
  }

  /** Computes a little on a GPU and asks what it has. */
  private static List<Answer> card(int gpu) {
    WorkerEnvironment.requireKernels(gpu);
    Optional<CudaRuntime> cuda = GpuHealth.runtime();
    Optional<String> dead = WorkerEnvironment.deadGpu(gpu);
    if (dead.isPresent()) {
      return List.of(
          problem(
              "It fails with %s: see nvidia-smi and dmesg, and reset the GPU or restart the machine."
                  .formatted(dead.get())));
    }
    List<Answer> answers = new ArrayList<>();
    answers.add(
        cuda.map(runtime -> card(runtime.capability(gpu), runtime.memory(gpu)))
            .orElse(ok("It computes; no CUDA runtime tells more.")));
    WorkerEnvironment.addressProblem(gpu)
        .ifPresent(
            reason ->
                answers.add(
                    note(
                        "Gradients go through the host, since addresses in its memory are unsure: %s."
                            .formatted(reason))));
    return answers;
  }

  static Answer card(String capability, CudaRuntime.Memory memory) {
    String sentence =
        String.format(
            Locale.ROOT,
            "It computes; capability %s, %.1f of %.1f GiB are free.",
            capability,
            memory.free() / (double) (1L << 30),
            memory.total() / (double) (1L << 30));
    return memory.free() >= MOSTLY_FREE * memory.total()
        ? ok(sentence)
        : note(sentence + " Another process holds the rest: see nvidia-smi.");
  }
}
