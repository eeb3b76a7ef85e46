package mclspark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.spark.PromoteJob;
import mclspark.spark.PromoteRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mcl promote}: makes a run the champion, unless it is worse. */
@Command(
    name = "promote",
    description = {
      "Compares a run of pre-training with the champion on the same held-out pictures, and names"
          + " it",
      "in the champion's file unless it is worse: exit code 0, or 4 if it is held back."
    })
final class PromoteCommand implements Callable<Integer> {

  @Option(
      names = "--candidate",
      required = true,
      paramLabel = "RUN",
      description =
          "The folder of a finished run, whose newest checkpoint is taken, or a checkpoint.")
  private String candidate;

  @Option(
      names = "--champion",
      required = true,
      paramLabel = "FILE",
      description = {
        "The file that names the champion, such as runs/champion.json. Where there is none, the",
        "candidate is named without a comparison. It may be given wherever a checkpoint may."
      })
  private String champion;

  @Option(
      names = "--metric",
      paramLabel = "knn|linear",
      defaultValue = "knn",
      description = {
        "Accuracy of the nearest neighbours' vote, or of a linear classifier, on frozen features",
        "(default: ${DEFAULT-VALUE})."
      })
  private String metric;

  @Option(
      names = "--peer",
      paramLabel = "N",
      defaultValue = "0",
      description = "The peer whose query encoder is tested (default: ${DEFAULT-VALUE}).")
  private int peer;

  @Option(
      names = "--tolerance",
      paramLabel = "POINTS",
      defaultValue = "0.5",
      description = {
        "The candidate is worse if the 95 %% interval of the difference lies below 0, or if its",
        "accuracy is lower by more than this (default: ${DEFAULT-VALUE})."
      })
  private double tolerance;

  @Parameters(
      paramLabel = "KEY=VALUE",
      description = {
        "Changes of the candidate's configuration: data.test=PATH, the held-out pictures;",
        "knn.train=PATH, labelled ones to learn from; knn.max_pictures, data.format, ranks.device."
      })
  private List<String> overrides = List.of();

  @Override
  public Integer call() throws InterruptedException {
    PromoteJob.Outcome outcome =
        new PromoteJob(new PromoteRequest(candidate, champion, metric, peer, tolerance, overrides))
            .run();
    System.out.println(outcome.text());
    return outcome.gate().exitCode().number();
  }
}
