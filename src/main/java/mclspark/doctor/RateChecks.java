package mclspark.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import mclspark.pretrain.PretrainConfig;
import mclspark.tensor.Precision;
import mclspark.tensor.TorchEngine;

/** Measures what loader and device can do, and compares them. */
final class RateChecks {

  private static final Duration DEADLINE = Duration.ofSeconds(120);

  private final Examination what;
  private final PretrainConfig config;
  private final int gpus;
  private volatile LoaderRate.Rates loaded; // null until measured
  private volatile double trained;

  /**
   * Creates the checks.
   *
   * @param gpus how many there are; the first one is measured, or the CPU if there is none
   */
  RateChecks(Examination what, int gpus) {
    this.what = what;
    this.config = what.config();
    this.gpus = gpus;
  }

  /** The checks, in this order. */
  List<Check> all() {
    return List.of(
        check("loader", this::loader),
        check("training", this::training),
        check("balance", this::balance));
  }

  private static Check check(String subject, Check.Look look) {
    return new Check(Part.RATES, subject, DEADLINE, look);
  }

  private List<Answer> loader() throws Exception {
    loaded = new LoaderRate(config, what.cores()).measure();
    double whole = loaded.whole();
    double small = loaded.small();
    String crops =
        "two %s crops of %d px"
            .formatted(
                config.augmentation().pipeline().name().toLowerCase(Locale.ROOT),
                config.data().cropSize());
    return List.of(
        Answer.ok(
            config.data().format().isCifar()
                ? "%s feed %.0f pictures/s of 32 px (%s), %.0f a core."
                    .formatted(
                        Balance.counted(what.cores(), "core"), whole, crops, whole / what.cores())
                : ("%s feed %.0f photographs/s of 500 x 375 px (%s), %.0f a core; from 256-px"
                        + " shards %.0f, %.0f a core.")
                    .formatted(
                        Balance.counted(what.cores(), "core"),
                        whole,
                        crops,
                        whole / what.cores(),
                        small,
                        small / what.cores())));
  }

  private List<Answer> training() throws Exception {
    boolean gpu = gpus > 0;
    int threads = config.ranks().threads();
    int workers = gpu ? 1 : StepRate.workers(config, what.cores());
    TrialSteps.Shape shape = StepRate.shape(config, gpu);
    Precision precision = config.ranks().precision();
    trained =
        StepRate.measure(
            workers,
            () -> (gpu ? TorchEngine.gpu(0, 1) : TorchEngine.cpu(threads)).in(precision),
            shape);
    String who =
        gpu
            ? "The first GPU trains"
            : "%s of %s train"
                .formatted(Balance.counted(workers, "worker"), Balance.counted(threads, "thread"));
    return List.of(
        Answer.ok(
            "%s on %s pictures/s (%s x %d, %d px, %d a step, K %d, %s)."
                .formatted(
                    who,
                    Balance.rate(trained),
                    shape.model().arch(),
                    shape.model().peers(),
                    shape.size(),
                    shape.batch(),
                    shape.queue(),
                    precision.name().toLowerCase(Locale.ROOT))));
  }

  private List<Answer> balance() {
    if (loaded == null || trained == 0) {
      return List.of(Answer.note("It is not known, since a rate could not be measured."));
    }
    int cores = // of a machine without GPUs those that train
        gpus > 0 ? what.cores() : StepRate.workers(config, what.cores()) * config.ranks().threads();
    double part = (double) cores / what.cores();
    Balance balance =
        new Balance(cores, gpus, part * loaded.whole(), part * loaded.small(), trained);
    return gpus > 0
        ? List.of(balance.onGpus(config.data().loaderThreads()))
        : List.of(balance.onCpu(config.optimizer().epochs(), config.data().format().isCifar()));
  }
}
