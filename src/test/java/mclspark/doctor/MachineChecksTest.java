package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {

  private static void assertAnswer(Level level, String words, List<Answer> answers) {
    assertEquals(1, answers.size(), answers.toString());
    assertEquals(level, answers.get(0).level(), answers.toString());
    assertTrue(answers.get(0).sentence().contains(words), answers.toString());
  }

  @Test
  void aQuotaBelowTheCoresIsNoted() {
    assertAnswer(
        Level.OK,
        "X, 8 CPUs, 2 of them for this process.",
        MachineChecks.processor(new CpuLimits("X", 8, OptionalDouble.empty()), 2));
    assertAnswer(
        Level.OK,
        "quota of the cgroup 2.0",
        MachineChecks.processor(new CpuLimits("X", 8, OptionalDouble.of(2)), 2));
    assertAnswer(
        Level.NOTE,
        "give the container whole CPUs",
        MachineChecks.processor(new CpuLimits("X", 8, OptionalDouble.of(1.5)), 2));
  }

  @Test
  void aBusyMachineIsNoted() {
    assertAnswer(Level.OK, "1.9 threads were busy", MachineChecks.load(1.9, 4));
    assertAnswer(Level.OK, "not known", MachineChecks.load(-1, 4));
    assertAnswer(Level.NOTE, "when the machine is idle", MachineChecks.load(2.1, 4));
  }

  @Test
  void memoryBesideTheHeapIsWanted() {
    assertAnswer(Level.OK, "8.0 GiB for this process", MachineChecks.memory(8L << 30, 3L << 30));
    assertAnswer(Level.NOTE, "smaller heap", MachineChecks.memory(4L << 30, 3L << 30));
    assertAnswer(
        Level.NOTE,
        "4.0 GiB for this process, and Java's heap may grow to 5.0 GiB: the system then kills it",
        MachineChecks.memory(4L << 30, 5L << 30));
  }

  @Test
  void aHeapThatIsTooSmallForSparkIsAProblem() {
    assertAnswer(
        Level.PROBLEM,
        "200 MiB are for Java's heap, and Spark's driver does not start with less than 450 MiB: set"
            + " MCL_DRIVER_MEMORY or --driver-memory to 1g",
        MachineChecks.memory(8L << 30, 200L << 20));
    assertAnswer(Level.PROBLEM, "449 MiB", MachineChecks.memory(8L << 30, 471_859_199));
    assertAnswer(Level.OK, "0.4 GiB", MachineChecks.memory(8L << 30, 471_859_200));
  }

  @Test
  void anotherEncodingOfFileNamesIsNoted() {
    assertAnswer(Level.OK, "UTF-8", MachineChecks.locale("utf8"));
    assertAnswer(Level.NOTE, "LC_ALL=C.UTF-8", MachineChecks.locale("ANSI_X3.4-1968"));
    assertAnswer(Level.NOTE, "LC_ALL=C.UTF-8", MachineChecks.locale("unknown"));
  }

  @Test
  void sharedMemoryOnADiskIsNoted(@TempDir Path folder) throws Exception {
    assertAnswer(Level.NOTE, "mount a tmpfs", MachineChecks.sharedMemory(folder));
  }

  @Test
  void fewOpenFilesAreNotedAndTooFewAProblem() {
    assertAnswer(Level.OK, "20000 files", MachineChecks.openFiles(20_000));
    assertAnswer(Level.NOTE, "ulimit -n", MachineChecks.openFiles(1024));
    assertAnswer(Level.PROBLEM, "ulimit -n", MachineChecks.openFiles(64));
  }

  @Test
  void aSlowDiskIsNoted() {
    assertAnswer(
        Level.OK,
        "200 MB/s written, 440 MB/s read past the cache, which are 4000 pictures of 110 kB a"
            + " second",
        MachineChecks.disk("5.0 GiB", new DiskSpeed(200, OptionalDouble.of(440))));
    assertAnswer(
        Level.NOTE,
        "another disk",
        MachineChecks.disk("5.0 GiB", new DiskSpeed(200, OptionalDouble.of(40))));
    assertAnswer(
        Level.OK,
        "could not be measured",
        MachineChecks.disk("5.0 GiB", new DiskSpeed(200, OptionalDouble.empty())));
  }

  @Test
  void measuringADiskLeavesNothing(@TempDir Path folder) throws Exception {
    DiskSpeed speed = DiskSpeed.measure(folder);
    assertTrue(speed.written() > 0 && speed.read().orElse(1) > 0, speed.toString());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
