package mclspark.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointFolder;
import mclspark.dataset.DataConfig;
import mclspark.dataset.PictureListing;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.DataSets;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a candidate and the champion are tested on: pictures that none of them has seen, and those
 * that tell their classes.
 *
 * @param config of the candidate, with the options of the comparison
 * @param data the candidate's training pictures, those to learn from and the held-out ones
 */
record Trial(PretrainConfig config, TrainingStage stage, JobData data) {

  private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

  /**
   * Lists the pictures.
   *
   * @param models the candidate, and the champion if there is one
   * @param overrides of the candidate's configuration
   * @throws UserError with all problems at once
   */
  static Trial of(List<Checkpoint> models, List<String> overrides, Configuration hadoop) {
    PretrainConfig config = config(models.get(0), overrides);
    TrainingStage stage = new TrainingStage(config);
    List<String> problems = new ArrayList<>();
    Trial trial = new Trial(config, stage, held(config, stage, problems));
    if (problems.isEmpty()) {
      problems.addAll(trial.leaks(models, hadoop));
    }
    stage.checkPlaces(problems);
    return trial;
  }

  /** Labelled pictures to learn from. */
  PictureListing bank() {
    return data.neighbours();
  }

  /** The held-out ones. */
  PictureListing held() {
    return data.test();
  }

  /** What the candidate was trained on, and what both models learn from. */
  List<PictureListing> known() {
    return data.bank() == null ? List.of(data.train()) : List.of(data.train(), data.bank());
  }

  private List<String> leaks(List<Checkpoint> models, Configuration hadoop) {
    Map<String, PictureListing> learnt = new LinkedHashMap<>();
    learnt.put("data.train", data.train());
    if (data.bank() != null) {
      learnt.put("knn.train", data.bank());
    }
    for (Checkpoint model : models) {
      trainedOn(model, hadoop)
          .ifPresent(all -> learnt.put("what " + model.path() + " was trained on", all));
    }
    List<String> problems = new ArrayList<>();
    learnt.forEach((name, pictures) -> leak(name, pictures).ifPresent(problems::add));
    return problems;
  }

  private Optional<String> leak(String name, PictureListing learnt) {
    long shared = LeakCheck.sameFiles(learnt, held());
    return shared == 0
        ? Optional.empty()
        : Optional.of(
            "%,d of the %,d held-out pictures lie in files of %s; name others by data.test=PATH."
                .formatted(shared, held().size(), name));
  }

  /** The pictures of a model, unless they are those of the configuration. */
  private Optional<PictureListing> trainedOn(Checkpoint model, Configuration hadoop) {
    DataConfig own = config(model, List.of()).data();
    if (own.format() == config.data().format() && own.train().equals(config.data().train())) {
      return Optional.empty();
    }
    try {
      return Optional.of(DataSets.unlabelledTrain(own, hadoop));
    } catch (UserError e) {
      LOG.warn(
          "Whether {} was trained on held-out pictures cannot be told: {}",
          model.path(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private static JobData held(PretrainConfig config, TrainingStage stage, List<String> problems) {
    if (!config.data().hasTest()) {
      throw new UserError(
          "There are no held-out pictures: name labelled ones by data.test=PATH, and others to"
              + " learn from by knn.train=PATH where the training pictures have no labels.");
    }
    JobData data =
        JobData.listForPretraining(
            config.data(), DataSets::unlabelledTrain, true, stage.hadoop(), problems);
    if (!config.knn().train().isEmpty()) {
      data = data.withBank(config.data(), config.knn().train(), stage.hadoop(), problems);
    }
    problems.addAll(PretrainDriver.problemsOfKnn(config, data));
    return problems.isEmpty() ? data.matched(true, problems) : data;
  }

  /**
   * The configuration of a model.
   *
   * @throws UserError if it is not one of pre-training
   */
  static PretrainConfig config(Checkpoint checkpoint, List<String> overrides) {
    Map<String, Object> tree = checkpoint.manifest().run().config();
    if (!"pretrain".equals(tree.get("job"))) {
      throw new UserError(
          "%s is a checkpoint of a job of kind %s; mcl promote compares runs of pre-training."
              .formatted(checkpoint.path(), tree.get("job")));
    }
    String label = checkpoint.path() + "/" + CheckpointFolder.MANIFEST;
    return PretrainConfig.reader().read(label, tree, overrides).config();
  }
}
