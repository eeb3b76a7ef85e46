package mclspark.cli;

import mclspark.supervised.SupervisedConfig;
import picocli.CommandLine.Command;

/** {@code mcl train}: supervised training. */
@Command(
    name = "train",
    description = "Trains peers with labels and mutual contrastive learning, and tests them.")
public final class TrainCommand extends JobCommand<SupervisedConfig> {

  /** Creates the command around what runs the job. */
  public TrainCommand(JobRunner<SupervisedConfig> runner) {
    super(SupervisedConfig.reader(), runner);
  }
}
