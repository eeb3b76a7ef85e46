package mclspark.spark;

import java.util.List;
import mclspark.data.BadPicture;
import mclspark.data.BadPictures;
import mclspark.train.MetricsEvent;
import mclspark.train.MetricsLog;
import mclspark.train.PretrainResult;
import org.apache.hadoop.conf.Configuration;

/** Lists the broken pictures that all workers of a run met. */
final class SkippedPictures {

  private SkippedPictures() {}

  /** Writes {@code skipped.tsv} and the metrics, and returns how many there are. */
  static int write(String output, Configuration hadoop, List<PretrainResult> results) {
    BadPictures all = new BadPictures(Integer.MAX_VALUE);
    results.forEach(result -> all.addAll(result.skipped()));
    all.writeTsv(output + "/skipped.tsv", hadoop);
    try (MetricsLog log = MetricsLog.resume(output, hadoop, Long.MAX_VALUE)) {
      for (BadPicture picture : all.list()) {
        log.append(new MetricsEvent.Skipped(picture.path(), picture.reason()));
      }
    }
    return all.count();
  }
}
