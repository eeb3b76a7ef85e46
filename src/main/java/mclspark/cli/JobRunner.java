package mclspark.cli;

import mclspark.ExitCode;
import mclspark.run.JobConfig;
import mclspark.run.Resolved;
import mclspark.schedule.Launch;

/**
 * Runs one kind of job.
 *
 * @param <T> the job's configuration
 */
@FunctionalInterface
public interface JobRunner<T extends JobConfig> {

  /**
   * Runs the job to its end.
   *
   * @param resolved a valid configuration with its sources
   * @param launch how it is to be started
   * @return how it ended
   * @throws Exception if it failed; {@link mclspark.UserError} for what the user can mend
   */
  ExitCode run(Resolved<T> resolved, Launch launch) throws Exception;
}
