package mclspark.spark.barrier;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.TaskInfo;

/**
 * A worker's JVM that crashed in native code, in libtorch for instance. Not one that was killed,
 * which tells of its machine: by SIGKILL, as for want of memory, or SIGTERM.
 *
 * @param host its machine
 * @param executor Spark's number of it
 * @param exitCode 128 and the signal
 */
public record WorkerCrash(String host, String executor, int exitCode) {

  private static final Map<Integer, String> SIGNALS =
      Map.of(132, "SIGILL", 134, "SIGABRT", 135, "SIGBUS", 136, "SIGFPE", 139, "SIGSEGV");

  /** Of a standalone cluster, Kubernetes and YARN. */
  private static final Pattern EXIT =
      Pattern.compile(
          "\\bexit(?:ed)?\\b[\\w ]*?\\b(?:code|status):? (\\d+)", Pattern.CASE_INSENSITIVE);

  /** What Spark tells of a lost executor, if that was a crash. */
  static Optional<WorkerCrash> of(TaskInfo task, TaskFailedReason reason) {
    if (!(reason instanceof ExecutorLostFailure lost)) {
      return Optional.empty();
    }
    return exitCode(lost.reason().getOrElse(() -> ""))
        .filter(SIGNALS::containsKey)
        .map(code -> new WorkerCrash(task.host(), lost.execId(), code));
  }

  static Optional<Integer> exitCode(String reason) {
    Matcher matcher = EXIT.matcher(reason);
    return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  /** How it ended. Java's own handler of a crash ends in SIGABRT, whatever the signal was. */
  String end() {
    return "exit code %d, %s%s"
        .formatted(
            exitCode,
            SIGNALS.get(exitCode),
            exitCode == 134 ? ": Java's own end after a crash of native code" : "");
  }

  /** Where Java has written why. */
  String report() {
    return "hs_err_pid*.log in the working directory of executor %s, or its standard output"
        .formatted(executor);
  }
}
