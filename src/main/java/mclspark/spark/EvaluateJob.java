package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.run.DataSets;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.supervised.PeerEvaluation;
import mclspark.supervised.PeerScore;
import mclspark.supervised.SupervisedConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Tests the peers of a checkpoint in a barrier stage of the run's workers. */
public final class EvaluateJob {

  private final String given;
  private final boolean best;
  private final List<String> overrides;

  /**
   * Prepares a job; touches nothing yet.
   *
   * @param given a checkpoint, or the folder of a run, whose newest checkpoint is taken
   * @param best true for the peers after their best epoch, false for those of the last
   * @param overrides changes of the configuration that they were trained with
   */
  public EvaluateJob(String given, boolean best, List<String> overrides) {
    this.given = given;
    this.best = best;
    this.overrides = List.copyOf(overrides);
  }

  /**
   * Tests the peers.
   *
   * @return the accuracies of each peer and of the ensemble, for the user
   * @throws UserError with all problems at once, before anything starts
   */
  public String run() throws InterruptedException {
    Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf("evaluate"));
    PeerEvaluation evaluation = PeerEvaluation.of(given, best, overrides, hadoop);
    SupervisedConfig config = evaluation.config();
    TrainingStage stage = new TrainingStage(config);
    List<String> problems = new ArrayList<>();
    PictureListing test = null;
    try {
      test = DataSets.test(config.data(), hadoop);
    } catch (UserError e) {
      problems.add("data.test: " + e.getMessage());
    }
    stage.checkPlaces(problems);
    PictureListing pictures = evaluation.matched(test);
    SparkSession session = SparkSessions.open(stage.conf());
    try {
      PeerScore score =
          stage
              .once(
                  JavaSparkContext.fromSparkContext(session.sparkContext()),
                  (checkpoint, site) -> evaluation.run(pictures, site))
              .get(0);
      return evaluation.text(score, pictures.classNames().size());
    } finally {
      SparkSessions.close(session);
    }
  }
}
