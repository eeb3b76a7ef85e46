package mclspark.doctor;

import static mclspark.doctor.Answer.note;
import static mclspark.doctor.Answer.ok;
import static mclspark.doctor.Answer.problem;

import java.time.Duration;
import java.util.List;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.tensor.CpuFacts;
import mclspark.tensor.TorchEngine;

/** Looks at what computes and decodes. */
final class LibraryChecks {

  /** The subject of the check without which nothing computes. */
  static final String LIBTORCH = "libtorch";

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration LOADING = Duration.ofSeconds(120); // unpacked at the first time

  private LibraryChecks() {}

  static List<Check> all(Examination what) {
    return List.of(
        check("Java", SHORT, LibraryChecks::java),
        check(LIBTORCH, LOADING, LibraryChecks::torch),
        check("arithmetic", SHORT, () -> arithmetic(CpuFacts.ask())),
        check(
            "threads",
            SHORT,
            () ->
                threads(
                    CpuFacts.ask().ownThreads(), what.cores(), what.config().ranks().threads())),
        check("JPEG decoder", SHORT, LibraryChecks::decoder));
  }

  private static Check check(String subject, Duration deadline, Check.Look look) {
    return new Check(Part.LIBRARIES, subject, deadline, look);
  }

  private static List<Answer> java() {
    return List.of(
        ok(
            "Java %s of %s on %s %s."
                .formatted(
                    Runtime.version(),
                    System.getProperty("java.vendor"),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"))));
  }

  private static List<Answer> torch() throws Exception {
    try {
      return List.of(ok(TorchEngine.build() + ", DJL " + TorchEngine.djlVersion() + "."));
    } catch (RuntimeException | LinkageError e) {
      return List.of(problem(notLoaded(Check.sentence(e), MissingLibraries.find())));
    }
  }

  /** Why libtorch does not load, and what can be done. */
  static String notLoaded(String reason, List<String> missing) {
    String remedy =
        missing.isEmpty()
            ? "look at PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR (cluster.md, \"CUDA"
                + " build of libtorch\"), and whether DJL_CACHE_DIR, else the home folder, can be"
                + " written"
            : "these libraries are missing, so install them or name their folders in"
                + " LD_LIBRARY_PATH: "
                + String.join(", ", missing);
    return "libtorch cannot be loaded, so nothing can be computed. %s; %s."
        .formatted(reason.replaceAll("\\.$", ""), remedy);
  }

  /** Which of libtorch's kernels compute here. */
  static List<Answer> arithmetic(CpuFacts cpu) {
    String caches =
        cpu.cachesKnown()
            ? "convolutions by oneDNN"
            : "the processor tells no cache sizes, so 1x1 convolutions are matrix products and the"
                + " others channels-last";
    String sentence =
        "%s kernels, %s; bfloat16 %s. Workers that shall give the same bits need the same."
            .formatted(
                cpu.instructions(), caches, cpu.bfloat16() ? "in hardware" : "not in hardware");
    return cpu.instructions().equals("basic")
        ? List.of(note(sentence + " Without AVX2 training is several times slower."))
        : List.of(ok(sentence));
  }

  /**
   * Whether more threads would run than there are CPUs.
   *
   * @param own what libtorch takes by itself
   * @param cores that this process may use
   * @param configured ranks.threads
   */
  static List<Answer> threads(int own, int cores, int configured) {
    String sentence =
        "ranks.threads is %d, and this process has %d cores".formatted(configured, cores);
    if (configured > cores) {
      return List.of(
          note(
              sentence
                  + ": they would wait for each other, so set ranks.threads to at most that."));
    }
    String others =
        own > cores
            ? " By itself libtorch would take %d, which no quota changes; a training sets its own"
                    .formatted(own)
                + " number, other programs want OMP_NUM_THREADS=%d.".formatted(cores)
            : "";
    return List.of(
        ok("%s: up to %d workers a machine.%s".formatted(sentence, cores / configured, others)));
  }

  private static List<Answer> decoder() {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      return decoder(decoder.description(), ImageDecoder.available());
    }
  }

  static List<Answer> decoder(String description, List<DecoderChoice> available) {
    return available.contains(DecoderChoice.TURBOJPEG)
        ? List.of(ok(description + "."))
        : List.of(
            note(
                description
                    + ", which is slower and refuses some rare kinds: install libturbojpeg"
                    + " (libturbojpeg0 on Debian and Ubuntu)."));
  }
}
