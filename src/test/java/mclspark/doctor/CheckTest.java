package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckTest {

  private static List<Finding> run(Check.Look look) throws InterruptedException {
    return new Check(Part.LIBRARIES, "thing", Duration.ofMillis(200), look).findings();
  }

  private static Finding problem(String sentence) {
    return new Finding(Part.LIBRARIES, "thing", Level.PROBLEM, sentence);
  }

  @Test
  void whatIsFoundGetsPartAndSubject() throws Exception {
    assertEquals(
        List.of(
            new Finding(Part.LIBRARIES, "thing", Level.OK, "Good."),
            new Finding(Part.LIBRARIES, "thing", Level.NOTE, "Better.")),
        run(() -> List.of(Answer.ok("Good."), Answer.note("Better."))));
  }

  @Test
  void aFailureIsAProblemInOneSentence() throws Exception {
    assertEquals(
        List.of(problem("This check failed with UnsatisfiedLinkError: libx.so: cannot open.")),
        run(
            () -> {
              Throwable bottom = new UnsatisfiedLinkError("libx.so: cannot open\nand more");
              throw new IllegalStateException("no engine", bottom);
            }));
    assertEquals(
        List.of(problem("This check failed with NullPointerException: no message.")),
        run(
            () -> {
              throw new NullPointerException();
            }));
  }

  @Test
  void anErrorForTheUserKeepsItsWords() throws Exception {
    assertEquals(
        List.of(problem("GPU 0 is old; take another.")),
        run(
            () -> {
              UserError error = new UserError("GPU 0 is old; take another.", new Exception("x"));
              throw new IllegalStateException(error);
            }));
  }

  @Test
  void errorsOfTheJvmAreProblemsToo() throws Exception {
    assertEquals(
        List.of(problem("This check failed with OutOfMemoryError: planted.")),
        run(
            () -> {
              throw new OutOfMemoryError("planted");
            }));
  }

  @Test
  void aRateThatTakesTooLongForbidsNothing() throws Exception {
    Check check =
        new Check(
            Part.RATES,
            "thing",
            Duration.ofMillis(1),
            () -> {
              Thread.sleep(10_000);
              return List.of();
            });
    assertEquals(Level.NOTE, check.findings().get(0).level());
  }

  @Test
  void whatHangsIsLeftAtTheDeadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<Finding> findings =
        run(
            () -> {
              while (never.getCount() > 0) { // as native code does, it hears of no interruption
                Thread.onSpinWait();
              }
              return List.of();
            });
    never.countDown();
    assertEquals(1, findings.size());
    assertTrue(
        findings.get(0).sentence().startsWith("This check did not end within 0 s"),
        findings.toString());
    assertEquals(Level.PROBLEM, findings.get(0).level());
  }
}
