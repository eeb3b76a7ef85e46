package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class CollectiveOptionsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void heartbeatIsTwoSecondsUnlessSilenceIsShort() {
    assertEquals(Duration.ofSeconds(2), CollectiveOptions.defaults().heartbeat());
    CollectiveOptions hasty = CollectiveOptions.defaults().withDeadlines(SECOND, SECOND, SECOND);
    assertEquals(Duration.ofMillis(200), hasty.heartbeat());
  }

  @Test
  void wrongValuesAreNamed() {
    CollectiveOptions usual = CollectiveOptions.defaults();
    assertEquals(
        "The silence deadline of the collective is 0 s; it must be from 100 ms to 24 hours.",
        message(() -> usual.withDeadlines(Duration.ZERO, SECOND, SECOND)));
    assertEquals(
        "Socket buffer of the collective is -1 bytes; it must be from 0 (leave it to the kernel)"
            + " to 268435456.",
        message(() -> new CollectiveOptions(SECOND, SECOND, SECOND, -1, 4096, false)));
    assertEquals(
        "Chunk of the collective is 4097 bytes; it must be a multiple of 4 from 1024 to"
            + " 268435456.",
        message(() -> new CollectiveOptions(SECOND, SECOND, SECOND, 0, 4097, false)));
  }

  private static String message(Runnable action) {
    return assertThrows(UserError.class, action::run).getMessage();
  }
}
