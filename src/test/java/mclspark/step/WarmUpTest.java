package mclspark.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** The rate rises step by step over the first epochs, and then is that of the schedule. */
class WarmUpTest {

  private static LearningRate rate(String... overrides) {
    return LearningRate.of(Configurations.run(overrides).optimizer());
  }

  @Test
  void rateRisesInAStraightLine() {
    LearningRate rate = rate("optimizer.lr=0.4", "optimizer.warmup_epochs=2");
    assertEquals(0.4 / 8, rate.at(0, 0.25));
    assertEquals(0.2, rate.at(0, 1));
    assertEquals(0.2, rate.at(0));
    assertEquals(0.3, rate.at(1, 0.5), 1e-15);
    assertEquals(0.4, rate.at(1, 1));
    assertEquals(0.4, rate.at(7, 0.1));
  }

  @Test
  void courseIsThatOfTheScheduleAllTheSame() {
    String[] cosine = {"optimizer.schedule=cosine", "optimizer.epochs=10", "optimizer.lr=1"};
    LearningRate plain = rate(cosine);
    LearningRate warmed = rate(cosine[0], cosine[1], cosine[2], "optimizer.warmup_epochs=3");
    assertEquals(plain.at(2) * 2.5 / 3, warmed.at(2, 0.5), 1e-15);
    assertEquals(plain.at(5), warmed.at(5, 0.5));
  }

  /** Bit by bit what it was before there was a warm-up. */
  @Test
  void withoutWarmUpEveryStepOfAnEpochHasItsRate() {
    LearningRate rate = rate("optimizer.schedule=cosine", "optimizer.epochs=7");
    assertEquals(rate.at(3), rate.at(3, 0.01));
  }
}
