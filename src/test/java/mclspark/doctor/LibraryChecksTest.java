package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mclspark.image.DecoderChoice;
import mclspark.tensor.CpuFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryChecksTest {

  @Test
  void missingLibrariesAreNamedByWhoeverNeedsThem() {
    List<String> lines =
        List.of(
            "/opt/libtorch/lib/libtorch_cuda.so:",
            "\tlibcudnn.so.9 => not found",
            "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x0)",
            "/opt/libtorch/lib/libtorch.so:",
            "\tlibcudart.so.12 => not found",
            "\tlibcudnn.so.9 => not found");
    assertEquals(List.of("libcudart.so.12", "libcudnn.so.9"), MissingLibraries.parse(lines));
    assertEquals(
        "libtorch cannot be loaded, so nothing can be computed. It says no; these libraries are"
            + " missing, so install them or name their folders in LD_LIBRARY_PATH: liba, libb.",
        LibraryChecks.notLoaded("It says no", List.of("liba", "libb")));
    assertTrue(LibraryChecks.notLoaded("No.", List.of()).contains("PYTORCH_LIBRARY_PATH"));
    String mount = "/tmp/jna1.tmp: failed to map segment from shared object";
    assertTrue(LibraryChecks.notLoaded(mount, List.of()).contains("mounted noexec"));
  }

  @Test
  void anotherLibtorchThanTheOneAskedForIsAProblem() {
    Path folder = Path.of("/opt/libtorch/lib");
    assertEquals(Level.OK, LibraryChecks.loaded("x", folder, "").level());
    assertEquals(Level.OK, LibraryChecks.loaded("x", folder, "/opt/libtorch/lib").level());
    assertEquals(Level.OK, LibraryChecks.loaded("x", folder, "/none:/opt/libtorch/lib/").level());
    Answer other = LibraryChecks.loaded("x", folder, "/opt/torch/lib");
    assertEquals(Level.PROBLEM, other.level());
    assertTrue(
        other.sentence().contains("not the one of PYTORCH_LIBRARY_PATH=/opt/torch/lib"),
        other.toString());
  }

  @Test
  void aBuildWithoutTheCudaThatWasAskedForIsNoted() {
    assertEquals(Optional.empty(), LibraryChecks.flavor("", false, true));
    assertEquals(Optional.empty(), LibraryChecks.flavor("cpu", false, true));
    assertEquals(Optional.empty(), LibraryChecks.flavor("cu128", true, true));
    Answer answer = LibraryChecks.flavor("cu128", false, false).orElseThrow();
    assertEquals(Level.NOTE, answer.level());
    assertTrue(
        answer.sentence().startsWith("PYTORCH_FLAVOR=cu128 asks for a build with CUDA"),
        answer.toString());
    Answer wanted = LibraryChecks.flavor("cu128", false, true).orElseThrow();
    assertEquals(Level.PROBLEM, wanted.level());
  }

  @Test
  void foldersThatAreNoneAreLeftOut(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("text.so"), "no library");
    assertEquals(List.of(), MissingLibraries.find(""));
    assertEquals(List.of(), MissingLibraries.find(folder.resolve("none") + ":"));
    assertEquals(List.of(), MissingLibraries.find(folder.toString()));
  }

  @Test
  void moreThreadsThanCoresAreNoted() {
    assertEquals(
        List.of(
            Answer.note(
                "ranks.threads is 4, and this process has 2 cores: they would wait for each other,"
                    + " so set ranks.threads to at most that.")),
        LibraryChecks.threads(2, 2, 4));
    assertEquals(
        List.of(
            Answer.ok(
                "ranks.threads is 1, and this process has 2 cores: up to 2 workers a machine. By"
                    + " itself libtorch would take 64, which no quota changes; a training sets its"
                    + " own number, other programs want OMP_NUM_THREADS=2.")),
        LibraryChecks.threads(64, 2, 1));
  }

  @Test
  void aProcessorWithoutAvx2IsNoted() {
    List<Answer> basic = LibraryChecks.arithmetic(new CpuFacts("basic", 1, false, true));
    assertEquals(Level.NOTE, basic.get(0).level());
    List<Answer> usual = LibraryChecks.arithmetic(new CpuFacts("AVX512", 1, true, false));
    assertEquals(Level.OK, usual.get(0).level());
    assertTrue(
        usual.get(0).sentence().startsWith("AVX512 kernels, the processor tells no cache sizes"),
        usual.toString());
  }

  @Test
  void theJdksDecoderAloneIsNoted() {
    assertEquals(
        Level.NOTE,
        LibraryChecks.decoder("JDK ImageIO 17", List.of(DecoderChoice.JDK)).get(0).level());
    assertEquals(
        List.of(Answer.ok("libturbojpeg 2.1.5.")),
        LibraryChecks.decoder(
            "libturbojpeg 2.1.5", List.of(DecoderChoice.TURBOJPEG, DecoderChoice.JDK)));
  }
}
