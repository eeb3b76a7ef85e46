package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CancellationException;
import mclspark.UserError;
import mclspark.schedule.RunStatus;
import org.junit.jupiter.api.Test;

class JobEndTest {

  @Test
  void statusIsThatOfTheFirstKnownCause() {
    assertEquals(
        new JobEnd(RunStatus.FAILED, "mend it"),
        JobEnd.of(new IllegalStateException(new UserError("mend it"))));
    assertEquals(
        new JobEnd(RunStatus.STOPPED, "cancelled"),
        JobEnd.of(new CancellationException("cancelled")));
    assertEquals(
        new JobEnd(RunStatus.STOPPED, "Interrupted."), JobEnd.of(new InterruptedException()));
    assertEquals(new JobEnd(RunStatus.TIME_UP, "over"), JobEnd.of(new TimeUpException("over")));
    assertEquals(RunStatus.BUG, JobEnd.of(new IllegalStateException("no such state")).status());
  }
}
