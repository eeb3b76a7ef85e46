package mclspark.cli;

import mclspark.doctor.Examination;
import mclspark.doctor.Report;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Resolved;
import mclspark.spark.TrainingJob;
import mclspark.spark.cluster.ExecutorCheckup;
import mclspark.spark.embed.EmbedJob;
import mclspark.spark.embed.EmbedRequest;
import mclspark.spark.prepare.PrepareJob;
import mclspark.spark.prepare.PrepareRequest;
import mclspark.supervised.SupervisedConfig;

/** Runs the Spark jobs for their commands. */
final class Jobs {

  private Jobs() {}

  static ExitCode linear(Resolved<LinearConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(TrainingJob.linear(resolved), dryRun);
  }

  static ExitCode finetune(Resolved<FinetuneConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(TrainingJob.finetune(resolved), dryRun);
  }

  static ExitCode train(Resolved<SupervisedConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(TrainingJob.supervised(resolved.config()), dryRun);
  }

  static ExitCode pretrain(Resolved<PretrainConfig> resolved, boolean dryRun)
      throws InterruptedException {
    return end(TrainingJob.pretrain(resolved.config()), dryRun);
  }

  static ExitCode prepare(PrepareRequest request) throws InterruptedException {
    System.out.println(new PrepareJob(request).run());
    return ExitCode.DONE;
  }

  static ExitCode embed(EmbedRequest request) throws InterruptedException {
    System.out.println(new EmbedJob(request).run());
    return ExitCode.DONE;
  }

  static Report doctor(Examination what, int executors) throws InterruptedException {
    return Report.of(new ExecutorCheckup(what, executors).run());
  }

  private static ExitCode end(TrainingJob job, boolean dryRun) throws InterruptedException {
    StopSignals.handle(job);
    System.out.println(job.run(dryRun));
    return ExitCode.DONE;
  }
}
