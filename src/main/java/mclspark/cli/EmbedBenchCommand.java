package mclspark.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.spark.embed.EmbedBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mcl bench embed}, which needs Spark, as the other benches do not. */
@Command(
    name = "embed",
    description =
        "Embedding of a table on this machine's CPUs (decoding, network, writing) against the bare"
            + " forward passes in it, in turns.")
final class EmbedBenchCommand implements Callable<Integer> {

  private static final List<String> ARCHITECTURES = List.of("resnet18", "resnet34", "resnet50");

  @Option(
      names = "--arch",
      defaultValue = "resnet18",
      description = "resnet18, resnet34 or resnet50 (default: ${DEFAULT-VALUE}).")
  private String arch;

  @Option(
      names = "--size",
      defaultValue = "224",
      description = "Side of a crop in pixels (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Pictures of a forward pass (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--tasks",
      defaultValue = "2",
      description = "Tasks at a time, each on one core (default: ${DEFAULT-VALUE}).")
  private int tasks;

  @Option(
      names = "--batches",
      defaultValue = "8",
      description = "Batches of a task in each round (default: ${DEFAULT-VALUE}).")
  private int batches;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Measured pairs (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (!ARCHITECTURES.contains(arch)) {
      throw new UserError(
          "--arch is %s; it must be resnet18, resnet34 or resnet50.".formatted(arch));
    }
    atLeast("--size", size, 32);
    atLeast("--batch", batch, 1);
    atLeast("--tasks", tasks, 1);
    atLeast("--batches", batches, 1);
    atLeast("--rounds", rounds, 1);
    System.out.println(new EmbedBench(arch, size, batch, tasks, batches, rounds).run());
    return ExitCode.DONE.number();
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new UserError("%s is %d; it must be at least %d.".formatted(option, value, least));
    }
  }
}
