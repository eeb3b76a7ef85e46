package mclspark.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.TrainingProgress;
import mclspark.dataset.ClassNames;
import mclspark.dataset.ContentSample;
import mclspark.dataset.PictureListing;
import mclspark.step.LearningRate;
import mclspark.step.OptimizerConfig;
import org.apache.hadoop.conf.Configuration;

/**
 * Whether a run may go on from a checkpoint: under the same configuration, on the same pictures.
 *
 * @param config of the run
 * @param checkpoint where it is to go on
 * @param hadoop settings to read pictures with
 */
record Continuation(JobConfig config, Checkpoint checkpoint, Configuration hadoop) {

  /**
   * What forbids it, in sentences.
   *
   * @param train training pictures; null if they could not be listed
   * @throws UserError if the checkpoint's configuration or the pictures can't be read
   */
  List<String> problems(PictureListing train) {
    List<String> problems = new ArrayList<>(differences());
    if (train != null) {
      problems.addAll(otherPictures(train));
      problems.addAll(otherClasses(train));
    }
    return problems;
  }

  private List<String> differences() {
    Map<String, Object> tree = checkpoint.manifest().run().config();
    String job = config.tree().get("job").toString();
    if (!job.equals(tree.get("job"))) {
      return List.of(
          ("checkpoint.resume: %s was written by a job of kind %s, not %s; choose another output"
                  + " folder or checkpoint.")
              .formatted(checkpoint.path(), tree.get("job"), job));
    }
    JobConfig was = written(tree);
    boolean longer = config.optimizer().epochs() > was.optimizer().epochs();
    boolean mayGrow = longer && hasSamePast(was.optimizer(), checkpoint.manifest().progress());
    List<String> differences =
        config.differences(mayGrow ? was.withEpochs(config.optimizer().epochs()) : was);
    if (differences.isEmpty()) {
      return List.of();
    }
    return List.of(
        ("checkpoint.resume: %s was written under another configuration: %s. Use that one,"
                + " another output folder, or checkpoint.resume=never.%s")
            .formatted(
                checkpoint.path(),
                String.join("; ", differences),
                longer && !mayGrow
                    ? " More epochs are possible only where the learning rate of those done does"
                        + " not depend on their number, as with optimizer.schedule=step;"
                        + " init_from starts a new pre-training from its encoders."
                    : ""));
  }

  /** Whether the epochs that are done had the learning rates that they would have now. */
  private boolean hasSamePast(OptimizerConfig was, TrainingProgress progress) {
    LearningRate before = LearningRate.of(was);
    LearningRate now = LearningRate.of(config.optimizer());
    int begun = progress.epoch() + (progress.stepInEpoch() > 0 ? 1 : 0);
    return IntStream.range(0, begun).allMatch(epoch -> before.at(epoch) == now.at(epoch));
  }

  private JobConfig written(Map<String, Object> tree) {
    return ConfigReader.like(config).read("the checkpoint's manifest", tree).config();
  }

  /** Pictures are known by their contents: a copy may lie anywhere. */
  private List<String> otherPictures(PictureListing train) {
    Map<String, Long> counters = checkpoint.manifest().progress().counters();
    long pictures = train.size();
    long were = counters.getOrDefault(TrainingPictures.COUNT, pictures);
    if (were != pictures) {
      return List.of(
          ("data.train: there are %,d pictures, but %,d when %s was written, and the order of an"
                  + " epoch depends on it. Use the same pictures, or checkpoint.resume=never.")
              .formatted(pictures, were, checkpoint.path()));
    }
    long print = train.fingerprint();
    if (counters.getOrDefault(TrainingPictures.FINGERPRINT, print) != print) {
      return List.of(
          ("data.train: there are as many pictures as when %s was written, but other files or"
                  + " shards prepared in another way, and the order of an epoch depends on them."
                  + " Use the same set or a copy of it (it was %s, is %s), or"
                  + " checkpoint.resume=never.")
              .formatted(checkpoint.path(), trainedOn(), config.data().train()));
    }
    return elsewhere(train);
  }

  private String trainedOn() {
    Object data = checkpoint.manifest().run().config().get("data");
    return data instanceof Map<?, ?> keys ? String.valueOf(keys.get("train")) : "";
  }

  /** Equal names under another path may be a copy or another set: only bytes tell. */
  private List<String> elsewhere(PictureListing train) {
    String was = trainedOn();
    Long sample = checkpoint.manifest().progress().counters().get(TrainingPictures.SAMPLE);
    if (was.equals(config.data().train())
        || sample != null && sample == ContentSample.of(train, hadoop)) {
      return List.of();
    }
    return List.of(
        "data.train: %s was trained on %s, and %s %s. Use that set or a copy of it, or checkpoint.resume=never."
            .formatted(
                checkpoint.path(),
                was,
                config.data().train(),
                sample == null
                    ? "cannot be compared with it, because this older checkpoint keeps too little"
                        + " of its pictures"
                    : "has as many pictures, but others"));
  }

  /** A classifier's rows belong to classes; pre-training knows none. */
  private List<String> otherClasses(PictureListing train) {
    if (config.job() == Job.PRETRAIN) {
      return List.of();
    }
    String where = checkpoint.path().toString();
    try {
      ClassNames classes = checkpoint.manifest().run().classes();
      return classes.match(where, train.classes(), "data.train", false).isSame()
          ? List.of()
          : List.of(
              "data.train numbers its classes otherwise than when %s was written. Use that set or a copy of it, or checkpoint.resume=never."
                  .formatted(where));
    } catch (UserError e) {
      return List.of(e.getMessage());
    }
  }
}
