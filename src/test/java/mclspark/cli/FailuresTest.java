package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CancellationException;
import mclspark.ExitCode;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private final StringWriter err = new StringWriter();

  private ExitCode report(Throwable failure) {
    return Failures.report(failure, new PrintWriter(err));
  }

  @Test
  void aCancelledJobIsAnInterruption() {
    assertEquals(ExitCode.INTERRUPTED, report(new CancellationException("The job was cancelled.")));
    assertEquals("The job was cancelled." + System.lineSeparator(), err.toString());
  }

  @Test
  void aMistakeOfTheUserHasNoStack() {
    UserError error = new UserError("data.train is empty; name another file.");
    assertEquals(ExitCode.USER_ERROR, report(new IllegalStateException(error)));
    assertEquals(error.getMessage() + System.lineSeparator(), err.toString());
  }

  @Test
  void whatIsUnforeseenHasOne() {
    assertEquals(ExitCode.BUG, report(new IllegalStateException("no such state")));
    assertTrue(err.toString().contains("at mclspark.cli.FailuresTest"), err.toString());
  }
}
