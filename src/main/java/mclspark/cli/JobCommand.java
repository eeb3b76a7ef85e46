package mclspark.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.run.ConfigReader;
import mclspark.run.JobConfig;
import picocli.CommandLine.Mixin;

/**
 * A command that runs the job of a configuration.
 *
 * @param <T> the job's configuration
 */
abstract class JobCommand<T extends Record & JobConfig> implements Callable<Integer> {

  private final ConfigReader<T> reader;
  private final JobRunner<T> runner;

  @Mixin private ConfigChoice choice;

  JobCommand(ConfigReader<T> reader, JobRunner<T> runner) {
    this.reader = reader;
    this.runner = runner;
  }

  /** Changes of the configuration by options that only this command has. */
  List<String> ownOverrides() {
    return List.of();
  }

  @Override
  public final Integer call() throws Exception {
    return runner.run(choice.resolve(reader, ownOverrides()), choice.launch()).number();
  }
}
