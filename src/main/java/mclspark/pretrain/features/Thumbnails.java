package mclspark.pretrain.features;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mclspark.augment.Augmentation;
import mclspark.augment.CentreView;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.JdkJpegWriter;
import mclspark.image.JpegWriter;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.storage.StoredFiles;

/** Small pictures for a page; each is made once. */
public final class Thumbnails {

  private static final int SIZE = 40;
  private static final int QUALITY = 70;
  private static final CentreView VIEW = Augmentation.evaluation(SIZE, SIZE);

  private final PictureSource source;
  private final Map<Integer, Optional<String>> made = new HashMap<>();

  /** Of the pictures of a data set. */
  public Thumbnails(PictureSource source) {
    this.source = source;
  }

  /** A picture as JPEG in Base64; empty if it is broken. */
  public Optional<String> of(int index) {
    return made.computeIfAbsent(index, this::make);
  }

  private Optional<String> make(int index) {
    byte[] pixels = new byte[VIEW.bytes()];
    try (JpegWriter writer = new JdkJpegWriter(QUALITY)) {
      VIEW.apply(source.load(index), CounterRandom.of(0, 0, index, Purpose.EXAMPLES), pixels, 0);
      byte[] jpeg = writer.encode(new RgbImage(SIZE, SIZE, pixels));
      return Optional.of(Base64.getEncoder().encodeToString(jpeg));
    } catch (BrokenPictureException broken) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoredFiles.cannotRead(source.name(index) + ": " + e + ". Check the storage.", e);
    }
  }
}
