package mclspark.cli;

import mclspark.config.LinearConfig;
import mclspark.config.Resolved;
import mclspark.config.RunConfig;
import mclspark.config.TrainConfig;
import mclspark.spark.GaveUpException;
import mclspark.spark.LinearJob;
import mclspark.spark.PretrainJob;
import mclspark.spark.TrainJob;

/** Runs the Spark jobs for their commands. */
final class Jobs {

  private Jobs() {}

  static ExitCode linear(Resolved<LinearConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(() -> new LinearJob(resolved.config()).run(dryRun));
  }

  static ExitCode train(Resolved<TrainConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(() -> new TrainJob(resolved.config()).run(dryRun));
  }

  static ExitCode pretrain(Resolved<RunConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(() -> new PretrainJob(resolved.config()).run(dryRun));
  }

  /** A whole job; its result is for the user. */
  private interface Whole {
    String run() throws InterruptedException;
  }

  private static ExitCode end(Whole job) throws InterruptedException {
    try {
      System.out.println(job.run());
      return ExitCode.DONE;
    } catch (GaveUpException e) {
      System.err.println(e.getMessage());
      return ExitCode.GAVE_UP;
    }
  }
}
