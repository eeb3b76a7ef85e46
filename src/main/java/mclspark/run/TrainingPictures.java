package mclspark.run;

import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.dataset.ContentSample;
import mclspark.dataset.PictureListing;
import org.apache.hadoop.conf.Configuration;

/**
 * What a checkpoint keeps of the pictures that it was trained on, to know them again wherever they
 * lie.
 *
 * @param count pictures
 * @param fingerprint of their names and order, {@link PictureListing#fingerprint}
 * @param sample of their bytes, {@link ContentSample}
 */
public record TrainingPictures(long count, long fingerprint, long sample) {

  /** The counter of a checkpoint that tells how many there were. */
  static final String COUNT = "train_pictures";

  /** The counter of the fingerprint. */
  public static final String FINGERPRINT = "train_fingerprint";

  /** The counter of the sample. */
  static final String SAMPLE = "train_sample";

  /** Looks at the pictures of a run. */
  public static TrainingPictures of(PictureListing train, Configuration hadoop) {
    return new TrainingPictures(train.size(), train.fingerprint(), ContentSample.of(train, hadoop));
  }

  /** What a checkpoint counts. */
  Map<String, Long> counters(SkippedPictures skipped) {
    Map<String, Long> counters = new LinkedHashMap<>(); // in one order: manifests are compared
    counters.put("skipped_pictures", skipped.count());
    counters.put(COUNT, count);
    counters.put(FINGERPRINT, fingerprint);
    counters.put(SAMPLE, sample);
    return counters;
  }
}
