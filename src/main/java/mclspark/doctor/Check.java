package mclspark.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.UserError;

/**
 * Looks at one thing, in a thread of its own: native code that hangs keeps nobody waiting.
 *
 * @param part of the report
 * @param subject what is looked at, in a word or two
 * @param deadline for the look
 * @param look finds the answers
 */
record Check(Part part, String subject, Duration deadline, Look look) {

  /** The body of a check. */
  @FunctionalInterface
  interface Look {
    /** What is found; an exception is a problem. */
    List<Answer> look() throws Exception;
  }

  /**
   * What is found, in time or not.
   *
   * @throws InterruptedException if the caller is to stop
   */
  List<Finding> findings() throws InterruptedException {
    return answers().stream()
        .map(answer -> new Finding(part, subject, answer.level(), answer.sentence()))
        .toList();
  }

  private List<Answer> answers() throws InterruptedException {
    FutureTask<List<Answer>> task = new FutureTask<>(look::look);
    Thread thread = new Thread(task, "mcl-doctor-" + subject.replace(' ', '-'));
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      String sentence =
          "This check did not end within %d s: something hangs, or the machine is very busy."
              .formatted(deadline.toSeconds());
      return List.of(part == Part.RATES ? Answer.note(sentence) : Answer.problem(sentence));
    } catch (ExecutionException e) {
      return List.of(Answer.problem(sentence(e.getCause())));
    }
  }

  private static String sentence(Throwable failure) {
    Throwable bottom = bottom(failure);
    return bottom instanceof UserError
        ? bottom.getMessage()
        : "This check failed with %s.".formatted(reason(failure));
  }

  /** A failure in a few words, without a full stop. */
  static String reason(Throwable failure) {
    Throwable bottom = bottom(failure);
    String message = Objects.requireNonNullElse(bottom.getMessage(), "no message");
    String line = message.lines().findFirst().orElse("no message").replaceAll("\\.$", "");
    return bottom instanceof UserError ? line : bottom.getClass().getSimpleName() + ": " + line;
  }

  /** What lies at the bottom says most. */
  private static Throwable bottom(Throwable failure) {
    Throwable bottom = failure;
    while (!(bottom instanceof UserError) && bottom.getCause() != null) {
      bottom = bottom.getCause();
    }
    return bottom;
  }
}
