package mclspark.cli;

import mclspark.supervised.TrainConfig;
import picocli.CommandLine.Command;

/** {@code mcl train}: supervised training. */
@Command(
    name = "train",
    description = "Trains peers with labels and mutual contrastive learning, and tests them.")
public final class TrainCommand extends JobCommand<TrainConfig> {

  /** Creates the command around what runs the job. */
  public TrainCommand(JobRunner<TrainConfig> runner) {
    super(TrainConfig.reader(), runner);
  }
}
