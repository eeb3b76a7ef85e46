package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mclspark.tensor.cuda.CudaRuntime;
import org.junit.jupiter.api.Test;

/** What is said of drivers and GPUs, by what their tools print; no GPU is needed. */
class GpuChecksTest {

  private static final String BUILD = "libtorch 2.7.1 in /opt, a build without CUDA";

  private static NvidiaDriver said(int code, String... lines) {
    return NvidiaDriver.of(true, new ExternalCommand.Outcome(code, List.of(lines)));
  }

  private static void assertAnswer(Level level, String words, Answer answer) {
    assertEquals(level, answer.level(), answer.toString());
    assertTrue(answer.sentence().contains(words), answer.toString());
  }

  @Test
  void cardsAreReadFromTheTool() {
    NvidiaDriver driver =
        said(
            0,
            "0, NVIDIA H100 80GB HBM3, 570.86.15, 81559, 12",
            "1, NVIDIA H100 80GB HBM3, 570.86.15, 81559, 4");
    assertEquals(
        new NvidiaDriver.Card(0, "NVIDIA H100 80GB HBM3", "570.86.15", "81559 MiB, 12 in use"),
        driver.cards().get(0));
    assertEquals(2, driver.cards().size());
    List<Answer> answers = GpuChecks.driver(driver, 2, BUILD, true);
    assertEquals(2, answers.size());
    assertAnswer(
        Level.OK,
        "GPU 1 is NVIDIA H100 80GB HBM3, driver 570.86.15, 81559 MiB, 4 in use.",
        answers.get(1));
  }

  @Test
  void whatTheToolCannotSayIsQuoted() {
    assertEquals(Optional.of("No devices were found"), said(6, "No devices were found").failure());
    assertEquals(Optional.of("it says 'words'"), said(0, "words").failure());
    assertEquals(
        Optional.of("it says '0, A100, new, 1, 1'"), said(0, "0, A100, new, 1, 1").failure());
    assertAnswer(
        Level.NOTE,
        "nvidia-smi fails (No devices were found): mend",
        GpuChecks.driver(said(6, "No devices were found"), 0, BUILD, false).get(0));
  }

  @Test
  void aCpuBuildBesideGpusIsNotedOrAProblemWhereOneIsWanted() {
    NvidiaDriver driver = said(0, "0, L4, 570.1, 23034, 1");
    assertAnswer(
        Level.NOTE,
        "libtorch sees none of these. It is " + BUILD + ": a CPU build needs",
        GpuChecks.driver(driver, 0, BUILD, false).get(1));
    assertEquals(Level.PROBLEM, GpuChecks.driver(driver, 0, BUILD, true).get(1).level());
    assertEquals(1, GpuChecks.driver(driver, 1, BUILD, true).size());
  }

  @Test
  void gpusThatAreHiddenOnPurposeForbidNothing() {
    NvidiaDriver driver = said(0, "0, L4, 570.1, 23034, 1", "1, L4, 570.1, 23034, 1");
    assertAnswer(
        Level.NOTE,
        "libtorch sees 1 of these 2 GPUs",
        GpuChecks.driver(driver, 1, BUILD, true).get(2));
  }

  /** Of GPUs that share the host's memory. */
  @Test
  void memoryThatTheToolDoesNotTellIsLeftOut() {
    NvidiaDriver driver = said(0, "0, NVIDIA GB10, 580.95.05, [N/A], [N/A]");
    assertEquals(
        List.of(Answer.ok("GPU 0 is NVIDIA GB10, driver 580.95.05, memory not told.")),
        GpuChecks.driver(driver, 1, BUILD, true));
  }

  @Test
  void oldDriversAreNamed() {
    NvidiaDriver driver = said(0, "0, T4, 470.82.01, 15360, 1", "1, T4, 550.54, 15360, 1");
    List<Answer> answers = GpuChecks.driver(driver, 2, BUILD, true);
    assertAnswer(Level.PROBLEM, "too old for CUDA 12.8: install 570", answers.get(0));
    assertAnswer(Level.NOTE, "CUDA 12.8 came with driver 570", answers.get(1));
  }

  @Test
  void aMachineWithoutDriverIsWellUnlessAGpuIsWanted() {
    NvidiaDriver none = new NvidiaDriver(false, List.of(), Optional.empty());
    assertAnswer(Level.OK, "computes on CPUs", GpuChecks.driver(none, 0, BUILD, false).get(0));
    assertAnswer(
        Level.PROBLEM, "ranks.device is gpu", GpuChecks.driver(none, 0, BUILD, true).get(0));
    NvidiaDriver container = new NvidiaDriver(true, List.of(), Optional.empty());
    assertAnswer(Level.NOTE, "--gpus all", GpuChecks.driver(container, 0, BUILD, false).get(0));
  }

  @Test
  void memoryThatOthersHoldIsNoted() {
    CudaRuntime.Memory free = new CudaRuntime.Memory(79L << 30, 80L << 30);
    assertEquals(
        Answer.ok("It computes; capability 9.0, 79.0 of 80.0 GiB are free."),
        GpuChecks.card("9.0", free));
    CudaRuntime.Memory held = new CudaRuntime.Memory(20L << 30, 80L << 30);
    assertAnswer(Level.NOTE, "Another process", GpuChecks.card("9.0", held));
  }

  @Test
  void theWayOfNcclIsTold() {
    assertEquals(Level.OK, NcclTransport.within(1, true).level());
    assertAnswer(Level.OK, "The 8 GPUs reach", NcclTransport.within(8, true));
    assertAnswer(Level.NOTE, "copies through /dev/shm", NcclTransport.within(2, false));
    assertEquals(
        Answer.ok(
            "Between machines NCCL goes through sockets over eth0; no NCCL_* variable is set."),
        NcclTransport.between(List.of(), List.of("eth0"), ""));
    assertEquals(
        Answer.ok("Between machines NCCL goes through InfiniBand or RoCE by mlx5_0; NCCL_X=1."),
        NcclTransport.between(List.of("mlx5_0"), List.of("eth0"), "NCCL_X=1"));
  }
}
