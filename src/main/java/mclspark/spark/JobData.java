package mclspark.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.DataConfig;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.run.DataSets;
import mclspark.run.JobConfig;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pictures of a job, listed once on the driver, with the labels of the training set. */
final class JobData {

  private static final Logger LOG = LoggerFactory.getLogger(JobData.class);

  private static final int SHOWN_CLASSES = 5;

  private final PictureListing train;
  private final PictureListing bank;
  private final PictureListing test;
  private final int[] labels; // [training pictures]

  private JobData(PictureListing train, PictureListing bank, PictureListing test, int[] labels) {
    this.train = train;
    this.bank = bank;
    this.test = test;
    this.labels = labels;
  }

  /** Lists the data of a job on labels; what can't be listed becomes a problem. */
  static JobData list(
      JobConfig job, boolean withTest, Configuration hadoop, List<String> problems) {
    DataConfig config = job.data();
    JobData data =
        list(
            config,
            (pictures, files) -> DataSets.labelledTrain(pictures, job.seed(), files),
            withTest,
            hadoop,
            problems);
    unlabelled("data.train", config.train(), data.train, "only mcl pretrain can use these.")
        .ifPresent(problems::add);
    unlabelled("data.test", config.test(), data.test, "name labelled ones only.")
        .ifPresent(problems::add);
    return data;
  }

  /** Says how many pictures of a set have no label, if any. */
  static Optional<String> unlabelled(String key, String place, PictureListing set, String remedy) {
    return set == null || set.unlabelled() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %,d of the %,d pictures of %s have no label; %s",
                key,
                set.unlabelled(),
                set.size(),
                place,
                remedy));
  }

  /**
   * Lists data for pre-training, where pictures without labels will do, but for kNN.
   *
   * @param trainLister lists the training pictures
   */
  static JobData listForPretraining(
      DataConfig config,
      BiFunction<DataConfig, Configuration, PictureListing> trainLister,
      boolean withTest,
      Configuration hadoop,
      List<String> problems) {
    JobData data = list(config, trainLister, withTest, hadoop, problems);
    if (data.train != null && !data.train.labelled()) {
      LOG.info("{} holds unlabelled pictures, which are enough for pre-training", config.train());
    }
    return data;
  }

  private static JobData list(
      DataConfig config,
      BiFunction<DataConfig, Configuration, PictureListing> trainLister,
      boolean withTest,
      Configuration hadoop,
      List<String> problems) {
    PictureListing train = null;
    PictureListing test = null;
    int[] labels = {};
    try {
      PictureListing listed = trainLister.apply(config, hadoop);
      labels = labels(listed, hadoop);
      train = listed;
    } catch (UserError e) {
      problems.add("data.train: " + e.getMessage());
    }
    try {
      test = withTest ? DataSets.test(config, hadoop) : null;
    } catch (UserError e) {
      problems.add("data.test: " + e.getMessage());
    }
    return new JobData(train, null, test, labels);
  }

  /** The same with other pictures that vote in kNN; what can't be listed becomes a problem. */
  JobData withBank(DataConfig config, String place, Configuration hadoop, List<String> problems) {
    try {
      return new JobData(train, DataSets.labelled(config, place, hadoop), test, labels);
    } catch (UserError e) {
      problems.add("knn.train: " + e.getMessage());
      return new JobData(train, bank, null, labels);
    }
  }

  private static int[] labels(PictureListing listing, Configuration hadoop) {
    PictureSource source =
        listing.open(
            hadoop,
            file -> {
              throw new BrokenPictureException("only labels are read here");
            });
    return IntStream.range(0, source.size()).map(source::label).toArray();
  }

  /** Training pictures; null if they could not be listed. */
  PictureListing train() {
    return train;
  }

  /** Labelled pictures that vote in kNN; null where the training pictures do. */
  PictureListing bank() {
    return bank;
  }

  /** Test pictures; null if none are wanted or they could not be listed. */
  PictureListing test() {
    return test;
  }

  /**
   * The same with the test pictures under the label ids of the training set, or of those that vote
   * in kNN; other classes become a problem.
   *
   * @param mayLack whether there need not be test pictures of all classes
   */
  JobData matched(boolean mayLack, List<String> problems) {
    if (train == null || test == null) {
      return this;
    }
    try {
      PictureListing known = neighbours();
      String key = bank == null ? "data.train" : "knn.train";
      return new JobData(
          train, bank, DataSets.numberedAs(known.classes(), key, test, mayLack), labels);
    } catch (UserError e) {
      problems.add(e.getMessage());
      return this;
    }
  }

  /** Labelled pictures among which those of the test set have their nearest neighbours. */
  PictureListing neighbours() {
    return bank == null ? train : bank;
  }

  /** What forbids the run on these pictures, in sentences. */
  List<String> problems(JobConfig config) {
    return train == null ? List.of() : config.problemsWithData(train.size());
  }

  /** Training pictures of each class, by its name, and of those without a label. */
  Map<String, Long> picturesPerClass() {
    Map<String, Long> counts = new LinkedHashMap<>();
    train.classNames().forEach(name -> counts.put(name, 0L));
    for (int label : labels) {
      String name = label < 0 ? "without a label" : train.classNames().get(label);
      counts.merge(name, 1L, Long::sum);
    }
    return counts;
  }

  /** Tells how many pictures there are, and how they are spread over the first classes. */
  void describe() {
    long shared = test == null ? 0 : LeakCheck.sameFiles(train, test);
    if (shared > 0) {
      LOG.warn(
          "{} of the {} pictures of data.test lie in files of data.train: what is measured on them"
              + " says nothing about other pictures",
          shared,
          test.size());
    }
    Map<String, Long> counts = picturesPerClass();
    LOG.info(
        "{} training pictures in {} files or ranges; {}",
        train.size(),
        train.ranges().count(),
        counts.entrySet().stream()
            .limit(SHOWN_CLASSES)
            .map(count -> count.getKey() + ": " + count.getValue())
            .collect(Collectors.joining(", ", "", counts.size() > SHOWN_CLASSES ? " ..." : "")));
  }
}
