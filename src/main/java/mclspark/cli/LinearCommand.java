package mclspark.cli;

import java.util.List;
import mclspark.linear.LinearConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mcl linear}: linear classification on frozen features. */
@Command(
    name = "linear",
    description = "Trains and scores a linear classifier on the features of frozen encoders.")
public final class LinearCommand extends JobCommand<LinearConfig> {

  @Option(
      names = "--peer",
      paramLabel = "N|all",
      description = "The peer to classify, from 0, or all; the same as peer=...")
  private String peer;

  /** Creates the command around what runs the job. */
  public LinearCommand(JobRunner<LinearConfig> runner) {
    super(LinearConfig.reader(), runner);
  }

  @Override
  List<String> ownOverrides() {
    return peer == null ? List.of() : List.of("peer=" + peer);
  }
}
