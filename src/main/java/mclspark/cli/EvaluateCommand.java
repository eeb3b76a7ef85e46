package mclspark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.spark.EvaluateJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mcl evaluate}: tests supervised peers. */
@Command(
    name = "evaluate",
    description = {
      "Tests the peers of a checkpoint of supervised training, each and as an ensemble.",
      "Encoders of pre-training are scored by `mcl linear`."
    })
final class EvaluateCommand implements Callable<Integer> {

  /** Which state of a run. */
  enum Epoch {
    best,
    last
  }

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "A checkpoint, or the folder of a run, whose newest checkpoint is taken.")
  private String checkpoint;

  @Option(
      names = "--epoch",
      paramLabel = "best|last",
      defaultValue = "last",
      description = "The peers after their best epoch or the last one (default: last).")
  private Epoch epoch;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Changes of the run's configuration, such as data.test=PATH.")
  private List<String> overrides = List.of();

  @Override
  public Integer call() throws InterruptedException {
    System.out.print(new EvaluateJob(checkpoint, epoch == Epoch.best, overrides).run());
    return ExitCode.DONE.number();
  }
}
