package mclspark.doctor;

import java.util.Locale;

/**
 * Whether the loader keeps up with the training.
 *
 * @param cores of the machine that load
 * @param gpus that train; 0 if the same cores do
 * @param whole pictures a second that the cores load as they are
 * @param small pictures a second that they load from 256-px shards
 * @param trained pictures a second of one GPU, or of the cores
 */
record Balance(int cores, int gpus, double whole, double small, double trained) {

  private static final double SECONDS_AN_HOUR = 3600;
  private static final int IMAGENET = 1_281_167;
  private static final int CIFAR = 50_000;

  /** A run of this length is better not begun. */
  private static final double MANY_HOURS = 24 * 30;

  /** GPUs train while cores load. */
  Answer onGpus(int loaderThreads) {
    double wanted = gpus * trained;
    int threads = Math.max(1, cores / gpus);
    String sentence =
        "%s can feed %s pictures/s; %s %s"
            .formatted(
                counted(cores, "core"),
                rate(whole),
                gpus == 1 ? "this GPU takes" : "these " + gpus + " GPUs take",
                rate(wanted));
    String setting =
        threads == loaderThreads
            ? ""
            : " Set data.loader_threads=%d (the training has %d)."
                .formatted(threads, loaderThreads);
    if (whole >= wanted) {
      return Answer.ok(sentence + "." + setting);
    }
    String shards =
        "256-px shards (submit/mcl prepare --shorter-side 256), of which they can feed ";
    if (small >= wanted) {
      return Answer.note(sentence + ": use " + shards + rate(small) + "." + setting);
    }
    return Answer.note(
        "%s: even from %s%s, the GPU waits %.0f %% of the time; %s would do.%s"
            .formatted(
                sentence,
                shards,
                rate(small),
                100 * (1 - small / wanted),
                counted((int) Math.ceil(cores * wanted / small), "core"),
                setting));
  }

  /** The same cores load and train. */
  Answer onCpu(int epochs, boolean cifar) {
    double share = trained / (trained + whole);
    double both = 1 / (1 / trained + 1 / whole);
    double hours = (double) epochs * (cifar ? CIFAR : IMAGENET) / both / SECONDS_AN_HOUR;
    String sentence =
        "The loader takes %.0f %% of the cores' time; %s of %s: about %s."
            .formatted(
                100 * share,
                counted(epochs, "epoch"),
                cifar ? "CIFAR-100" : "ImageNet",
                duration(hours));
    return hours < MANY_HOURS
        ? Answer.ok(sentence)
        : Answer.note(sentence + " Such a training wants GPUs; the preset quickstart does not.");
  }

  private static String duration(double hours) {
    if (hours >= 48) {
      return counted(Math.round(hours / 24), "day");
    }
    return hours >= 2
        ? counted(Math.round(hours), "hour")
        : counted((long) Math.ceil(60 * hours), "minute");
  }

  /** A number of things in words. */
  static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** A rate in words. */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%.0f", perSecond);
  }
}
