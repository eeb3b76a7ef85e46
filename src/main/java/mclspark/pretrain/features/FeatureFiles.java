package mclspark.pretrain.features;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import mclspark.storage.CommittedFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder {@code features} of a run, which the report reads; src/docs/metrics.md lists the
 * fields.
 *
 * @param output the run's folder
 */
public record FeatureFiles(String output, Configuration hadoop) {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** {@code epoch-N.json}: spectra, and accuracies by class. */
  public record Evaluation(int epoch, long step, List<String> classes, List<PeerSpectrum> peers) {}

  /**
   * A peer of an evaluation.
   *
   * @param place of each singular value, from 1
   * @param classTop1 kNN accuracy of each class in percent; NaN where no picture could be read
   */
  public record PeerSpectrum(
      String peer, int[] place, double[] singularValue, List<Double> classTop1) {}

  /**
   * {@code map.json}, of the last evaluation: test pictures in two dimensions.
   *
   * @param labels of the pictures
   * @param pictures some of them as JPEG in Base64, by their place in {@code labels}
   */
  public record PictureMap(
      int epoch,
      long step,
      List<String> classes,
      List<Integer> labels,
      List<PeerMap> peers,
      Map<Integer, String> pictures) {}

  /**
   * A peer's map.
   *
   * @param predicted the class that won the kNN vote
   */
  public record PeerMap(String peer, List<Double> x, List<Double> y, List<Integer> predicted) {}

  /** Writes an evaluation's file, in place of an earlier one of this epoch. */
  public void write(Evaluation evaluation) {
    write("epoch-" + evaluation.epoch() + ".json", evaluation);
  }

  /** Writes the map, in place of an earlier one. */
  public void write(PictureMap map) {
    write("map.json", map);
  }

  private void write(String name, Object content) {
    Path place = new Path(output + "/features/" + name);
    CommittedFile.write(place, hadoop, out -> out.write(JSON.writeValueAsBytes(content)));
  }
}
