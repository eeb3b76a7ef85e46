package mclspark.pretrain;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/** Pictures of a run for its report: augmented pairs and nearest neighbours. */
record RunExamples(String output, Configuration hadoop) {

  private static final int PAIRS = 10;
  private static final int TILE = 64;

  /** Writes the first pairs of query and key crop: uint8 [rows, size, size, 3] each. */
  void writePairs(ByteBuffer queries, ByteBuffer keys, int size) {
    PictureGrid grid = new PictureGrid(Math.max(1, TILE / size));
    grid.add("query", crops(queries, size));
    grid.add("key", crops(keys, size));
    write("pairs.png", grid);
  }

  /** Writes test pictures, each with the training pictures most similar to it. */
  void writeNeighbours(
      List<KnnEvaluator.Neighbours> examples, PictureSource test, PictureSource train) {
    int widest = 1;
    List<List<RgbImage>> rows = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    for (KnnEvaluator.Neighbours example : examples) {
      List<RgbImage> row = new ArrayList<>();
      addPicture(row, test, example.test());
      for (int neighbour : example.neighbours()) {
        addPicture(row, train, neighbour);
      }
      widest = row.stream().mapToInt(RgbImage::width).reduce(widest, Math::max);
      rows.add(row);
      captions.add(test.classNames().get(test.label(example.test())));
    }
    PictureGrid grid = new PictureGrid(Math.max(1, TILE / widest));
    for (int i = 0; i < rows.size(); i++) {
      grid.add(captions.get(i), rows.get(i));
    }
    write("neighbours.png", grid);
  }

  private static List<RgbImage> crops(ByteBuffer rows, int size) {
    int bytes = 3 * size * size;
    List<RgbImage> crops = new ArrayList<>();
    for (int row = 0; row < Math.min(PAIRS, rows.remaining() / bytes); row++) {
      byte[] pixels = new byte[bytes];
      rows.get(rows.position() + row * bytes, pixels);
      crops.add(new RgbImage(size, size, pixels));
    }
    return crops;
  }

  private static void addPicture(List<RgbImage> row, PictureSource source, int index) {
    try {
      row.add(source.load(index));
    } catch (BrokenPictureException | IOException e) {
      throw new IllegalStateException(source.name(index) + " was readable a moment ago", e);
    }
  }

  private void write(String name, PictureGrid grid) {
    Path file = new Path(output + "/examples/" + name);
    try (OutputStream out = file.getFileSystem(hadoop).create(file, true)) {
      out.write(grid.png());
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(file, e);
    }
  }
}
