package mclspark.cli;

import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import mclspark.UserError;
import mclspark.cli.jvm.MissingLibrary;
import mclspark.spark.TimeUpException;
import mclspark.spark.barrier.GaveUpException;
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
    ExitCode code = ExitCode.BUG;
    if (find(failure, GaveUpException.class) instanceof GaveUpException end) {
      err.println(end.getMessage());
      code = ExitCode.GAVE_UP;
    } else if (find(failure, UserError.class) instanceof UserError error) {
      err.println(error.getMessage());
      code = ExitCode.USER_ERROR;
    } else if (find(failure, TimeUpException.class) instanceof TimeUpException end) {
      err.println(end.getMessage());
      code = ExitCode.TIME_UP;
    } else if (find(failure, InterruptedException.class) instanceof InterruptedException stop) {
      Thread.currentThread().interrupt();
      err.println(stop.getMessage() == null ? "Interrupted." : stop.getMessage());
      code = ExitCode.INTERRUPTED;
    } else if (find(failure, CancellationException.class) instanceof CancellationException end) {
      err.println(end.getMessage());
      code = ExitCode.INTERRUPTED;
    } else if (MissingLibrary.sentence(missing(failure)).isPresent()) {
      err.println(MissingLibrary.sentence(missing(failure)).get());
      code = ExitCode.USER_ERROR;
    } else {
      err.println("This is a bug in mcl-spark, or the machine failed:");
      failure.printStackTrace(err);
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

  private static Throwable missing(Throwable failure) {
    Throwable error = find(failure, NoClassDefFoundError.class);
    return error == null ? failure : error;
  }

  private static Throwable find(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return cause;
      }
    }
    return null;
  }
}
