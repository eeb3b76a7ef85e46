package mclspark.doctor;

import static mclspark.doctor.Answer.note;
import static mclspark.doctor.Answer.ok;
import static mclspark.doctor.Answer.problem;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.run.WorkerEnvironment;
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
        check("JPEG decoder", SHORT, LibraryChecks::decoder),
        check(LIBTORCH, LOADING, () -> torch(what.gpuWanted())));
  }

  /** The checks that need libtorch. */
  static List<Check> ofLibtorch(Examination what) {
    int threads = what.config().ranks().threads();
    return List.of(
        check("arithmetic", SHORT, () -> arithmetic(CpuFacts.ask())),
        check("threads", SHORT, () -> threads(CpuFacts.ask().ownThreads(), what.cores(), threads)));
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

  private static List<Answer> torch(boolean gpuWanted) throws Exception {
    try {
      List<Answer> answers = new ArrayList<>();
      answers.add(
          loaded(
              TorchEngine.build(),
              WorkerEnvironment.torchFolder(),
              variable("PYTORCH_LIBRARY_PATH")));
      flavor(variable("PYTORCH_FLAVOR"), TorchEngine.hasCuda(), gpuWanted).ifPresent(answers::add);
      return answers;
    } catch (RuntimeException | LinkageError e) {
      return List.of(problem(notLoaded(Check.reason(e), MissingLibraries.find())));
    }
  }

  /**
   * What was loaded, against what was asked for: DJL passes over folders that have no libtorch.
   *
   * @param folders of PYTORCH_LIBRARY_PATH
   */
  static Answer loaded(String build, Path folder, String folders) {
    String sentence = "%s, by DJL %s.".formatted(build, TorchEngine.djlVersion());
    boolean asked =
        folders.isBlank()
            || Stream.of(folders.split(File.pathSeparator))
                .anyMatch(named -> folder.startsWith(Path.of(named).toAbsolutePath()));
    return asked
        ? ok(sentence)
        : problem(
            sentence
                + " That is not the one of PYTORCH_LIBRARY_PATH=%s, where there is no libtorch.so: name its"
                    .formatted(folders)
                + " lib folder, or unset the variable.");
  }

  /**
   * Whether libtorch lacks the CUDA that was asked for: DJL then passes over the flavour.
   *
   * @param flavor PYTORCH_FLAVOR, such as cu128
   */
  static Optional<Answer> flavor(String flavor, boolean cuda, boolean gpuWanted) {
    if (cuda || !flavor.startsWith("cu")) {
      return Optional.empty();
    }
    String sentence =
        "PYTORCH_FLAVOR=%s asks for a build with CUDA, and this one has none: name the lib folder of"
                .formatted(flavor)
            + " such a build by PYTORCH_LIBRARY_PATH (cluster.md, \"CUDA build of libtorch\"), or"
            + " unset the variable.";
    return Optional.of(gpuWanted ? problem(sentence) : note(sentence));
  }

  private static String variable(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse("");
  }

  /** Why libtorch does not load, and what can be done. */
  static String notLoaded(String reason, List<String> missing) {
    String remedy =
        reason.contains("failed to map segment")
            ? "the folder of that file may be mounted noexec: name another by DJL_CACHE_DIR"
                + " (libtorch's) or JDK_JAVA_OPTIONS=-Djna.tmpdir=DIR (JNA's)"
            : missing.isEmpty()
                ? "look at PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR (cluster.md,"
                    + " \"CUDA build of libtorch\"), and whether DJL_CACHE_DIR, else the home"
                    + " folder, can be written"
                : "these libraries are missing, so install them or name their folders in"
                    + " LD_LIBRARY_PATH: "
                    + String.join(", ", missing);
    return "libtorch cannot be loaded, so nothing can be computed. %s; %s."
        .formatted(reason, remedy);
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
        "ranks.threads is %d, and this process has %s"
            .formatted(configured, Balance.counted(cores, "core"));
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
        ok(
            "%s: up to %s a machine.%s"
                .formatted(sentence, Balance.counted(cores / configured, "worker"), others)));
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
