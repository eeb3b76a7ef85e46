package mclspark.cli;

import mclspark.pretrain.PretrainConfig;
import picocli.CommandLine.Command;

/** {@code mcl pretrain}: contrastive pre-training. */
@Command(
    name = "pretrain",
    description = "Pre-trains encoders with MoCo and mutual contrastive learning.")
public final class PretrainCommand extends JobCommand<PretrainConfig> {

  /** Creates the command around what runs the job. */
  public PretrainCommand(JobRunner<PretrainConfig> runner) {
    super(PretrainConfig.reader(), runner);
  }
}
