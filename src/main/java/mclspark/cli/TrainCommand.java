package mclspark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.config.ConfigReader;
import mclspark.config.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mcl train}: supervised training. */
@Command(
    name = "train",
    description = "Trains peers with labels and mutual contrastive learning, and tests them.")
public final class TrainCommand implements Callable<Integer> {

  private final JobRunner<TrainConfig> runner;

  @Mixin private ConfigChoice choice;

  /** Creates the command around what runs the job. */
  public TrainCommand(JobRunner<TrainConfig> runner) {
    this.runner = runner;
  }

  @Override
  public Integer call() throws Exception {
    return runner.run(choice.resolve(ConfigReader.train(), List.of()), choice.dryRun()).number();
  }
}
