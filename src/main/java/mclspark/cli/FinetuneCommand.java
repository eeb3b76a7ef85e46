package mclspark.cli;

import java.util.List;
import mclspark.linear.FinetuneConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mcl finetune}: encoders trained with a classifier on labels, few or all. */
@Command(
    name = "finetune",
    description = "Trains pre-trained encoders and a classifier on each together with labels.")
public final class FinetuneCommand extends JobCommand<FinetuneConfig> {

  @Option(
      names = "--peer",
      paramLabel = "N|all",
      description = "The peer to fine-tune, from 0, or all; the same as peer=...")
  private String peer;

  /** Creates the command around what runs the job. */
  public FinetuneCommand(JobRunner<FinetuneConfig> runner) {
    super(FinetuneConfig.reader(), runner);
  }

  @Override
  List<String> ownOverrides() {
    return peer == null ? List.of() : List.of("peer=" + peer);
  }
}
