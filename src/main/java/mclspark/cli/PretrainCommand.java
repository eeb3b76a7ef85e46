package mclspark.cli;

import mclspark.pretrain.RunConfig;
import picocli.CommandLine.Command;

/** {@code mcl pretrain}: contrastive pre-training. */
@Command(
    name = "pretrain",
    description = "Pre-trains encoders with MoCo and mutual contrastive learning.")
public final class PretrainCommand extends JobCommand<RunConfig> {

  /** Creates the command around what runs the job. */
  public PretrainCommand(JobRunner<RunConfig> runner) {
    super(RunConfig.reader(), runner);
  }
}
