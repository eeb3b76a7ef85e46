package mclspark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.config.ConfigReader;
import mclspark.config.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mcl pretrain}: contrastive pre-training. */
@Command(
    name = "pretrain",
    description = "Pre-trains encoders with MoCo and mutual contrastive learning.")
public final class PretrainCommand implements Callable<Integer> {

  private final JobRunner<RunConfig> runner;

  @Mixin private ConfigChoice choice;

  /** Creates the command around what runs the job. */
  public PretrainCommand(JobRunner<RunConfig> runner) {
    this.runner = runner;
  }

  @Override
  public Integer call() throws Exception {
    return runner.run(choice.resolve(ConfigReader.pretrain(), List.of()), choice.dryRun()).number();
  }
}
