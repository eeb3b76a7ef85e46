package mclspark.cli;

import mclspark.config.LinearConfig;
import mclspark.config.Resolved;
import mclspark.config.RunConfig;
import mclspark.spark.GaveUpException;
import mclspark.spark.LinearJob;
import mclspark.spark.PretrainJob;

/** Runs the Spark jobs for their commands. */
final class Jobs {

  private Jobs() {}

  static ExitCode linear(Resolved<LinearConfig> resolved, boolean dryRun)
      throws InterruptedException {
    try {
      System.out.println(new LinearJob(resolved.config()).run(dryRun));
      return ExitCode.DONE;
    } catch (GaveUpException e) {
      System.err.println(e.getMessage());
      return ExitCode.GAVE_UP;
    }
  }

  static ExitCode pretrain(Resolved<RunConfig> resolved, boolean dryRun)
      throws InterruptedException {
    try {
      System.out.println(new PretrainJob(resolved.config()).run(dryRun));
      return ExitCode.DONE;
    } catch (GaveUpException e) {
      System.err.println(e.getMessage());
      return ExitCode.GAVE_UP;
    }
  }
}
