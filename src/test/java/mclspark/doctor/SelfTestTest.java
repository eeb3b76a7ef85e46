package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.collective.Backend;
import mclspark.image.RgbImage;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SelfTestTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theStepHasTheKnownLosses(int threads) {
    List<Double> losses = GoldenStep.losses(TorchEngine.cpu(threads));
    Answer answer = GoldenStep.answer(false, losses, 0);
    assertEquals(Level.OK, answer.level(), losses.toString());
  }

  @Test
  void wrongLossesAreAProblem() {
    List<Double> known = GoldenStep.LOSSES;
    assertEquals(Level.OK, GoldenStep.answer(false, scaled(known, 1 + 9e-4), 0).level());
    Answer cpu = GoldenStep.answer(false, scaled(known, 1 + 2e-3), 0);
    assertEquals(Level.PROBLEM, cpu.level());
    assertTrue(cpu.sentence().contains("ONEDNN_MAX_CPU_ISA=AVX2"), cpu.toString());
    assertEquals(Level.OK, GoldenStep.answer(true, scaled(known, 1 + 2e-3), 0).level());
    assertEquals(Level.PROBLEM, GoldenStep.answer(true, scaled(known, 1 + 2e-2), 0).level());
    List<Double> last = List.of(known.get(0), Double.NaN);
    assertEquals(Level.PROBLEM, GoldenStep.answer(true, last, 0).level());
  }

  private static List<Double> scaled(List<Double> values, double factor) {
    return values.stream().map(value -> value * factor).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Backend.class,
      names = {"TCP", "SHARED_MEMORY"})
  void sumsAreRight(Backend backEnd) throws Exception {
    Answer answer = SumTrial.onHost(backEnd);
    assertEquals(Level.OK, answer.level());
    assertTrue(answer.sentence().startsWith("2 workers, 16 MiB each: every sum is right"));
  }

  @Test
  void aWrongSumIsSeen() {
    float[] sums = {1, 3, 5};
    SumTrial.require(sums, 2);
    sums[2] = 6;
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> SumTrial.require(sums, 2));
    assertEquals("number 2 of the sum is 6.0, but 5.0 is right", error.getMessage());
  }

  @Test
  void everyFormatIsReadRight() throws Exception {
    List<Answer> answers = DecodeTrial.answers();
    assertTrue(answers.get(0).sentence().startsWith("Read right: JPEG by "), answers.toString());
    assertTrue(answers.get(0).sentence().contains("PNG, GIF, BMP, TIFF"), answers.toString());
    assertFalse(
        answers.stream().anyMatch(answer -> answer.level() == Level.PROBLEM), answers.toString());
  }

  @Test
  void aPictureWithOtherPixelsIsNotTheCard() {
    RgbImage card = TestCard.pixels();
    byte[] one = card.pixels().clone();
    one[100] ^= 1;
    RgbImage almost = new RgbImage(card.width(), card.height(), one);
    assertTrue(TestCard.isCard(card, "PNG"));
    assertFalse(TestCard.isCard(almost, "PNG"));
    assertTrue(TestCard.isCard(almost, "JPEG"));
    byte[] blue = card.pixels().clone(); // as a decoder that mixes up the channels
    for (int i = 0; i < blue.length; i += 3) {
      blue[i] = card.pixels()[i + 2];
      blue[i + 2] = card.pixels()[i];
    }
    assertFalse(TestCard.isCard(new RgbImage(card.width(), card.height(), blue), "JPEG"));
    assertFalse(TestCard.isCard(new RgbImage(card.height(), card.width(), one), "JPEG"));
  }
}
