package mclspark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.config.ConfigReader;
import mclspark.config.LinearConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mcl linear}: linear classification on frozen features. */
@Command(
    name = "linear",
    description = "Trains and scores a linear classifier on the features of frozen encoders.")
public final class LinearCommand implements Callable<Integer> {

  private final JobRunner<LinearConfig> runner;

  @Mixin private ConfigChoice choice;

  @Option(
      names = "--peer",
      paramLabel = "N|all",
      description = "The peer to classify, from 0, or all; the same as peer=...")
  private String peer;

  /** Creates the command around what runs the job. */
  public LinearCommand(JobRunner<LinearConfig> runner) {
    this.runner = runner;
  }

  @Override
  public Integer call() throws Exception {
    List<String> more = peer == null ? List.of() : List.of("peer=" + peer);
    return runner.run(choice.resolve(ConfigReader.linear(), more), choice.dryRun()).number();
  }
}
