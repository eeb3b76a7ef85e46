package mclspark.cli;

import java.io.PrintWriter;
import java.util.Optional;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.cli.jvm.MissingLibrary;
import mclspark.schedule.RunStatus;
import mclspark.spark.JobEnd;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells failures to the user and turns them into exit codes. */
final class Failures {

  private Failures() {}

  /**
   * Tells what stopped a command: a job given up, a {@link UserError}, also as a cause, an
   * interruption or a cancelled job in its own words; everything unforeseen with its stack.
   */
  static ExitCode report(Throwable failure, PrintWriter err) {
    JobEnd end = JobEnd.of(failure);
    ExitCode code = end.status().exitCode();
    Optional<String> missing =
        JobEnd.find(failure, NoClassDefFoundError.class).flatMap(MissingLibrary::sentence);
    if (code != ExitCode.BUG) {
      err.println(end.sentence());
    } else if (missing.isPresent()) {
      err.println(missing.get());
      code = ExitCode.USER_ERROR;
    } else {
      err.println("This is a bug in mcl-spark, or the machine failed:");
      failure.printStackTrace(err);
    }
    if (end.status() == RunStatus.STOPPED
        && JobEnd.find(failure, InterruptedException.class).isPresent()) {
      Thread.currentThread().interrupt();
    }
    err.flush();
    return code;
  }

  /** Tells what is wrong with the arguments and where help is. */
  static int reportArguments(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
    err.flush();
    return ExitCode.USER_ERROR.number();
  }
}
