package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mclspark.image.CropBox;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import org.junit.jupiter.api.Test;

class RandomResizedCropTest {

  private final CounterRandom random = CounterRandom.of(7, 0, 0, Purpose.QUERY_CROP);

  @Test
  void areaRatioAndPlaceStayInTheirRangesAndFillThem() {
    RandomResizedCrop crop = new RandomResizedCrop(0.2, 1);
    double least = 1;
    double most = 0;
    double narrowest = 9;
    double widest = 0;
    double left = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      CropBox box = crop.choose(500, 400, random);
      box.requireInside(500, 400);
      double share = box.width() * box.height() / 200_000.0;
      double ratio = (double) box.width() / box.height();
      least = Math.min(least, share);
      most = Math.max(most, share);
      narrowest = Math.min(narrowest, ratio);
      widest = Math.max(widest, ratio);
      left += box.left() / Math.max(1.0, 500 - box.width());
    }
    assertEquals(0.2, least, 0.003);
    assertTrue(most > 0.98 && most <= 1.001, "largest share " + most);
    assertEquals(0.75, narrowest, 0.01);
    assertEquals(4.0 / 3, widest, 0.01);
    assertEquals(0.5, left / count, 0.01);
  }

  @Test
  void theShareIsUniformWhereEveryTryFits() {
    RandomResizedCrop crop = new RandomResizedCrop(0.1, 0.5);
    int lower = 0;
    for (int i = 0; i < 10_000; i++) {
      CropBox box = crop.choose(400, 400, random);
      lower += box.width() * box.height() < 0.3 * 160_000 ? 1 : 0;
    }
    assertEquals(5000, lower, 200);
  }

  @Test
  void longThinPicturesFallBackToTheMiddle() {
    assertEquals(new CropBox(0, 430, 100, 133), RandomResizedCrop.central(993, 100));
    assertEquals(new CropBox(433, 0, 133, 100), RandomResizedCrop.central(100, 1000));
    assertEquals(new CropBox(0, 0, 100, 100), RandomResizedCrop.central(100, 100));
    // Half of the area never fits into a strip of 1000 to 10.
    RandomResizedCrop crop = new RandomResizedCrop(0.5, 1);
    assertEquals(new CropBox(0, 493, 10, 13), crop.choose(1000, 10, random));
  }

  @Test
  void tinyPicturesHaveACrop() {
    RandomResizedCrop crop = new RandomResizedCrop(0.08, 1);
    for (int i = 0; i < 1000; i++) {
      assertEquals(new CropBox(0, 0, 1, 1), crop.choose(1, 1, random));
      crop.choose(17, 17, random).requireInside(17, 17);
      crop.choose(1, 5, random).requireInside(1, 5);
    }
  }

  @Test
  void impossibleScalesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RandomResizedCrop(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new RandomResizedCrop(0.5, 1.5));
    assertThrows(IllegalArgumentException.class, () -> new RandomResizedCrop(0.6, 0.5));
  }
}
