package mclspark.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mclspark.ExitCode;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.doctor.Examination;
import mclspark.doctor.Report;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.mlflow.MlflowTracking;
import mclspark.mlflow.TrackedRun;
import mclspark.pretrain.PretrainConfig;
import mclspark.report.HtmlReport;
import mclspark.run.JobConfig;
import mclspark.run.Resolved;
import mclspark.schedule.Launch;
import mclspark.schedule.Slot;
import mclspark.schedule.Slots;
import mclspark.schema.Schema;
import mclspark.spark.TrainingJob;
import mclspark.spark.cluster.ExecutorCheckup;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.embed.EmbedJob;
import mclspark.spark.embed.EmbedRequest;
import mclspark.spark.prepare.PrepareJob;
import mclspark.spark.prepare.PrepareRequest;
import mclspark.supervised.SupervisedConfig;
import org.apache.hadoop.conf.Configuration;

/** Runs the Spark jobs for their commands. */
final class Jobs {

  private Jobs() {}

  static ExitCode linear(Resolved<LinearConfig> resolved, Launch launch)
      throws InterruptedException {
    return end(resolved, TrainingJob::linear, launch);
  }

  static ExitCode finetune(Resolved<FinetuneConfig> resolved, Launch launch)
      throws InterruptedException {
    return end(resolved, TrainingJob::finetune, launch);
  }

  static ExitCode train(Resolved<SupervisedConfig> resolved, Launch launch)
      throws InterruptedException {
    return end(resolved, run -> TrainingJob.supervised(run.config()), launch);
  }

  static ExitCode pretrain(Resolved<PretrainConfig> resolved, Launch launch)
      throws InterruptedException {
    return end(resolved, run -> TrainingJob.pretrain(run.config()), launch);
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

  /** In the folder that the output means. */
  private static <T extends Record & JobConfig> ExitCode end(
      Resolved<T> given, Function<Resolved<T>, TrainingJob> factory, Launch launch)
      throws InterruptedException {
    T config = given.config();
    Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf(config.name()));
    Slots slots = new Slots(config, hadoop);
    Slot slot = slots.find(launch);
    T own = Schema.like(config).with(config, Map.of("output", slot.output()));
    TrainingJob job =
        factory.apply(new Resolved<>(own, given.label(), given.sources())).scheduled(slots, slot);
    StopSignals.handle(job);
    System.out.println(
        launch.dryRun()
            ? job.run(launch)
            : MlflowTracking.around(tracked(own), () -> job.run(launch)));
    return ExitCode.DONE;
  }

  private static TrackedRun tracked(JobConfig config) {
    return new TrackedRun(
        config.mlflow(),
        config.name(),
        config.output(),
        HadoopSettings.read(),
        System.getenv(),
        () -> {
          HtmlReport.write(ReportCommand.folder(config.output()), List.of());
          return HtmlReport.FILE_NAME;
        });
  }
}
