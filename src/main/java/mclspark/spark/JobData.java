package mclspark.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.config.DataConfig;
import mclspark.data.BrokenPictureException;
import mclspark.data.PictureListing;
import mclspark.data.PictureRange;
import mclspark.data.PictureSource;
import mclspark.train.DataSets;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of a job, listed once on the driver.
 *
 * @param train training pictures; null if they could not be listed
 * @param test test pictures; null if none are wanted or they could not be listed
 */
record JobData(PictureListing train, PictureListing test) {

  private static final Logger LOG = LoggerFactory.getLogger(JobData.class);

  /** Lists the data; what can't be listed becomes a problem. */
  static JobData list(
      DataConfig config, boolean withTest, Configuration hadoop, List<String> problems) {
    PictureListing train = null;
    PictureListing test = null;
    try {
      train = DataSets.train(config, hadoop);
    } catch (UserError e) {
      problems.add("data.train: " + e.getMessage());
    }
    try {
      test = withTest ? DataSets.test(config, hadoop) : null;
    } catch (UserError e) {
      problems.add("data.test: " + e.getMessage());
    }
    return new JobData(train, test);
  }

  /** Number of training pictures, or -1 if they could not be listed. */
  long trainPictures() {
    return train == null ? -1 : train.size();
  }

  /** A problem if training and test pictures, where both are listed, have other classes. */
  List<String> classProblems() {
    if (train == null || test == null || train.classNames().equals(test.classNames())) {
      return List.of();
    }
    return List.of(
        ("data.test has other classes than data.train (%d and %d): both need the same class"
                + " folders or class names.")
            .formatted(test.classNames().size(), train.classNames().size()));
  }

  /** Training pictures of each class, by its name. */
  Map<String, Long> picturesPerClass(Configuration hadoop) {
    PictureSource source = labels(hadoop);
    Map<String, Long> counts = new LinkedHashMap<>();
    source.classNames().forEach(name -> counts.put(name, 0L));
    for (int i = 0; i < source.size(); i++) {
      counts.merge(source.classNames().get(source.label(i)), 1L, Long::sum);
    }
    return counts;
  }

  /** The training set without pixels. */
  private PictureSource labels(Configuration hadoop) {
    return train.open(
        hadoop,
        file -> {
          throw new BrokenPictureException("only labels are read here");
        });
  }

  /**
   * Makes the listing a data frame, counts pictures by class, and writes the parts of the workers
   * to {@code data/parts.json} in the run's folder.
   */
  void describe(SparkSession spark, Configuration hadoop, int workers, String output) {
    List<ListedItem> items = new ArrayList<>();
    PictureSource source = labels(hadoop);
    train.ranges().forEach(range -> add(items, range, source));
    DataListing listing = DataListing.of(spark, items);
    listing.ranges(workers).coalesce(1).write().mode("overwrite").json(output + "/data/parts.json");
    List<ClassCount> counts = listing.classCounts();
    LOG.info(
        "{} training pictures in {} files or ranges; {}",
        train.size(),
        items.size(),
        counts.stream()
            .limit(5)
            .map(count -> count.label() + ": " + count.images())
            .collect(Collectors.joining(", ", "", counts.size() > 5 ? " ..." : "")));
  }

  /** Ranges come in the order of the pictures, so the next one's index is the number of items. */
  private static void add(List<ListedItem> items, PictureRange range, PictureSource source) {
    for (int record = 0; record < range.count(); record++) {
      int label = source.label(items.size());
      items.add(new ListedItem(range.path(), record, source.classNames().get(label), label));
    }
  }
}
