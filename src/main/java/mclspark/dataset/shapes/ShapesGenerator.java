package mclspark.dataset.shapes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.CifarFormat;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.storage.CommittedFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes the generated set: train.bin, test.bin, fine_label_names.txt and coarse_label_names.txt as
 * CIFAR-100 has them. Each block of as many records as there are classes holds every class once, in
 * random order, so that the first records of a file are a balanced subset. Training and test
 * pictures come from different random streams.
 */
public final class ShapesGenerator {

  private static final int CHUNK = 1000;

  private final ShapesSettings settings;

  /** Plans the set. */
  public ShapesGenerator(ShapesSettings settings) {
    this.settings = settings;
  }

  /**
   * Writes the four files; the names last, so that they stand for a whole set.
   *
   * @throws UserError if the folder cannot be written
   */
  public void write(String folder, Configuration configuration) {
    try {
      records(new Path(folder, "train.bin"), 0, settings.train(), configuration);
      records(new Path(folder, "test.bin"), 1, settings.test(), configuration);
      names(new Path(folder, "coarse_label_names.txt"), settings.coarseNames(), configuration);
      names(new Path(folder, "fine_label_names.txt"), settings.fineNames(), configuration);
    } catch (IOException e) {
      throw new UserError(
          "The folder "
              + folder
              + " cannot be written ("
              + e.getMessage()
              + "); choose another one or make room.",
          e);
    }
  }

  /**
   * Makes one record of CIFAR-100 format.
   *
   * @param part 0 training, 1 test
   * @param index the record
   */
  byte[] record(int part, int index) {
    int label = label(part, index);
    CounterRandom random =
        CounterRandom.of(settings.seed(), part, index, Purpose.GENERATED_PICTURE);
    byte[] planes = ShapePainter.paint(label, settings.difficulty(), CifarFormat.SIDE, random);
    byte[] record = new byte[CifarFormat.CIFAR100.recordBytes()];
    record[0] = (byte) ShapesSettings.coarse(label);
    record[1] = (byte) label;
    System.arraycopy(planes, 0, record, 2, planes.length);
    return record;
  }

  private int label(int part, int index) {
    int block = index / settings.classes();
    CounterRandom random = CounterRandom.of(settings.seed(), part, block, Purpose.SAMPLE_ORDER);
    return random.permutation(settings.classes())[index % settings.classes()];
  }

  private void records(Path place, int part, int count, Configuration configuration)
      throws IOException {
    try (CommittedFile file = CommittedFile.create(place, configuration)) {
      for (int first = 0; first < count; first += CHUNK) {
        byte[][] chunk = new byte[Math.min(CHUNK, count - first)][];
        int start = first;
        IntStream.range(0, chunk.length)
            .parallel()
            .forEach(i -> chunk[i] = record(part, start + i));
        for (byte[] record : chunk) {
          file.stream().write(record);
        }
      }
      file.commit();
    }
  }

  private static void names(Path place, List<String> names, Configuration configuration)
      throws IOException {
    try (CommittedFile file = CommittedFile.create(place, configuration)) {
      String text = String.join("\n", names) + "\n";
      file.stream().write(text.getBytes(StandardCharsets.UTF_8));
      file.commit();
    }
  }
}
