package mclspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import mclspark.collective.CollectiveBench;
import mclspark.data.DataBench;
import mclspark.train.StepBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl bench}: measures the parts that decide how fast a run is. */
@Command(
    name = "bench",
    description = "Measures the training step, the picture path or the collectives.")
final class BenchCommand {

  private static final int MOST_PICTURES = 400;

  @Spec private CommandSpec spec;

  @Command(
      name = "step",
      description = "A whole MoCo + MCL step against the bare networks' passes inside it.")
  int step(
      @Option(names = "--arch", defaultValue = "resnet18", description = "${DEFAULT-VALUE}")
          String arch,
      @Option(names = "--peers", defaultValue = "2", description = "${DEFAULT-VALUE}") int peers,
      @Option(names = "--size", defaultValue = "64", description = "${DEFAULT-VALUE} pixels")
          int size,
      @Option(names = "--batch", defaultValue = "64", description = "${DEFAULT-VALUE}") int batch,
      @Option(names = "--queue", defaultValue = "65536", description = "${DEFAULT-VALUE}")
          int queue,
      @Option(names = "--threads", defaultValue = "2", description = "${DEFAULT-VALUE}")
          int threads,
      @Option(names = "--steps", defaultValue = "15", description = "${DEFAULT-VALUE}") int steps) {
    return print(new StepBench(arch, peers, size, batch, queue, threads).run(steps));
  }

  @Command(
      name = "data",
      description = "Decoding and two crops a picture: images per second and core.")
  int data(
      @Parameters(paramLabel = "FOLDER", description = "A folder of pictures.") Path folder,
      @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE}")
          int rounds) {
    return print(new DataBench(DataBench.read(folder, MOST_PICTURES), rounds).run());
  }

  @Command(
      name = "collective",
      description = "All-reduce of 45 and 90 MB over 2 and 4 processes of this machine.")
  int collective(
      @Option(names = "--rounds", defaultValue = "15", description = "${DEFAULT-VALUE}") int rounds)
      throws IOException {
    return print(CollectiveBench.runAll(rounds));
  }

  private int print(Iterable<?> results) {
    PrintWriter out = spec.commandLine().getOut();
    results.forEach(out::println);
    out.flush();
    return ExitCode.DONE.number();
  }
}
