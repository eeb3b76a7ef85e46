package mclspark.spark;

import java.util.List;
import mclspark.data.BadPicture;
import mclspark.data.BadPictures;
import mclspark.train.MetricsEvent;
import mclspark.train.MetricsLog;
import org.apache.hadoop.conf.Configuration;

/** Lists the broken pictures that all workers of a run met. */
final class SkippedPictures {

  private SkippedPictures() {}

  /**
   * Writes them to a file, such as {@code skipped.tsv}, and into the metrics, and returns how many
   * there are.
   */
  static int write(String output, String file, Configuration hadoop, List<BadPicture> pictures) {
    BadPictures all = new BadPictures(Integer.MAX_VALUE);
    all.addAll(pictures);
    all.writeTsv(output + "/" + file, hadoop);
    try (MetricsLog log = MetricsLog.resume(output, hadoop, Long.MAX_VALUE)) {
      for (BadPicture picture : all.list()) {
        log.append(new MetricsEvent.Skipped(picture.path(), picture.reason()));
      }
    }
    return all.count();
  }
}
