package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.dataset.shards.make.Preparation;
import mclspark.run.WorkerEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mcl bench} measures with and prints. */
final class BenchCommandTest {

  private final Program program = new Program();

  @Test
  void dataIsMeasuredOnGeneratedPictures() {
    assertEquals(
        0, program.run("bench", "data", "--pictures", "1", "--rounds", "1"), program.err());
    assertTrue(program.out().startsWith("Generated pictures, 500 x 375\n"), program.out());
    assertTrue(
        program
            .out()
            .matches("(?s).*\ndecode \\+ 2 crops v1 +[1-9][0-9]* .*of 1 rounds of 1 pictures\n.*"),
        program.out());
  }

  @Test
  void supervisedStepsAreMeasured() {
    String[] small = {"--arch", "resnet8", "--size", "32", "--batch", "4", "--steps", "1"};
    List<String> arguments = new ArrayList<>(List.of("bench", "step", "--supervised"));
    arguments.addAll(List.of(small));
    assertEquals(0, program.run(arguments.toArray(String[]::new)), program.err());
    assertTrue(program.out().contains("resnet8, 2 peers, 32 px, batch 4"), program.out());
    assertTrue(
        program.out().matches("(?s).*\n(overhead [0-9.]+ %|The overhead cannot be told: .*)\n"),
        program.out());
  }

  @Test
  void aStepOnAGpuThatIsNotThereIsRefused() {
    assumeTrue(WorkerEnvironment.visibleGpus() == 0, "there is a GPU");
    assertEquals(2, program.run("bench", "step", "--device", "gpu"));
    assertTrue(
        program
            .err()
            .matches(
                "The device is gpu, but libtorch \\S+ in \\S+, a build without CUDA, sees"
                    + " none.*\n"),
        program.err());
    Program other = new Program();
    assertEquals(2, other.run("bench", "step", "--device", "tpu"));
    assertEquals("--device is tpu; it must be cpu or gpu.\n", other.err());
  }

  @Test
  void stepsThatCannotBeAreRefusedInASentence() {
    assertEquals(2, program.run("bench", "step", "--arch", "foo"));
    assertEquals(
        "--arch: There is no architecture foo; take resnet18, resnet34, resnet50 or a CIFAR ResNet"
            + " such as resnet8.\n",
        program.err());
    for (String option : List.of("--threads", "--peers", "--batch", "--queue", "--size")) {
      Program other = new Program();
      assertEquals(2, other.run("bench", "step", option, "0"));
      assertEquals(option + " is 0; it must be at least 1.\n", other.err());
    }
    Program other = new Program();
    assertEquals(2, other.run("bench", "step", "--supervised", "--precision", "bf16"));
    assertEquals(
        "--supervised measures in float32 alone; leave out --precision bf16.\n", other.err());
    Program none = new Program();
    assertEquals(2, none.run("bench", "step", "--precision", "fp8"));
    assertEquals("--precision is fp8; it must be float32 or bf16.\n", none.err());
    Program peers = new Program();
    assertEquals(2, peers.run("bench", "step", "--supervised", "--arch", "foo"));
    assertTrue(
        peers.err().startsWith("--arch: There is no architecture foo; the nearest is "),
        peers.err());
  }

  @Test
  void stepsThatDoNotFitAreRefusedBeforeAnythingIsAllocated() {
    for (String queue : List.of("1", "63")) {
      Program small = new Program();
      assertEquals(2, small.run("bench", "step", "--queue", queue));
      assertEquals(
          ("--queue is %s and --batch is 64; the queue must hold at least one batch: choose a queue"
                  + " of 64 or more.\n")
              .formatted(queue),
          small.err());
    }
    assertRefused("--size is 100000; it must be at most 1024.\n", "--size", "100000");
    assertRefused("--queue is 2000000000; it must be at most 16777216.\n", "--queue", "2000000000");
    assertRefused("--steps is 2000000000; it must be at most 100000.\n", "--steps", "2000000000");
    String maps =
        "The step would take about [0-9.]+ GiB, most of it for the networks' maps, and there are"
            + " [0-9.]+ GiB: choose a smaller --size, --batch or --peers\\.\n";
    String[] much = {"--size=1024", "--batch=1048576", "--queue=1048576", "--peers=1"};
    assertRefused(maps, much);
    List<String> supervised = new ArrayList<>(List.of(much));
    supervised.add("--supervised");
    assertRefused(maps, supervised.toArray(String[]::new));
    assertRefused(
        "The step would .* for the queue and the loss's logits, .*\n",
        "--size=32",
        "--batch=65536",
        "--peers=8");
    assertRefused( // keys are drawn in one array of 2 GiB at most; a small machine has less
        "(--queue is 16777216; with --peers 1 it may be at most|The step would take about) .*\n",
        "--arch=resnet8",
        "--peers=1",
        "--size=32",
        "--batch=1",
        "--queue=16777216");
  }

  private static void assertRefused(String sentence, String... options) {
    Program refused = new Program();
    List<String> arguments = new ArrayList<>(List.of("bench", "step"));
    arguments.addAll(List.of(options));
    assertEquals(2, refused.run(arguments.toArray(String[]::new)), refused.out());
    assertTrue(refused.err().matches(sentence), refused.err());
  }

  @Test
  void aGroupOfOneIsRefused() {
    assertEquals(2, program.run("bench", "scale", "--workers", "16,1"));
    assertEquals("--workers must be at least 2 each, --megabytes at most 100.\n", program.err());
  }

  @Test
  void folderWithoutPicturesIsRefused(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a.txt"), "no picture");
    assertEquals(2, program.run("bench", "data", folder.toString()));
    assertEquals("None of the 1 files to measure with is a picture; name others.\n", program.err());
  }

  @Test
  void readersAreCompared(@TempDir Path folder) throws Exception {
    Path pictures = folder.resolve("pictures");
    Path shards = folder.resolve("shards");
    PictureFolder.write(pictures, 3, "ant", "bee");
    Preparation.run(pictures, shards, Recoding.NONE, new ShardOrder(0, 4, 2, 2));
    String[] arguments = {
      "bench", "data", pictures.toString(), "--shards", shards.toString(), "--rounds", "1"
    };
    assertEquals(0, program.run(arguments), program.err());
    assertEquals(5, program.out().lines().count(), program.out());
    assertTrue(
        program.out().matches("(?s).*\nshards, read \\+ decode +[1-9].*1 rounds of 6 pictures\n"),
        program.out());
    Program alone = new Program();
    assertEquals(2, alone.run("bench", "data", "--shards", shards.toString()));
    assertEquals("--shards compares with a folder; name the folder too.\n", alone.err());
  }

  @Test
  void countsMustBePositive() {
    assertEquals(2, program.run("bench", "data", "--rounds", "0"));
    assertEquals("--rounds is 0; it must be at least 1.\n", program.err());
    Program collective = new Program();
    assertEquals(2, collective.run("bench", "collective", "--rounds", "-3"));
    assertEquals("--rounds is -3; it must be at least 1.\n", collective.err());
  }

  @Test
  @Tag("cluster")
  void collectiveIsMeasuredBetweenProcesses() {
    String[] arguments = {"bench", "collective", "--rounds", "1", "--megabytes", "1"};
    assertEquals(0, program.run(arguments), program.err());
    assertEquals(6, program.out().lines().count(), program.out());
    assertTrue(
        program.out().startsWith("all-reduce 1 MB, 2 workers, shared memory: "), program.out());
  }
}
