package mclspark.spark.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mclspark.linear.LinearResult;
import mclspark.linear.LinearScore;
import org.apache.spark.sql.SparkSession;

/** The results of linear classification as tables: for files and for the console. */
public final class LinearReport {

  private LinearReport() {}

  /**
   * Writes {@code results.json} and {@code results.parquet} with a row per encoder and epoch, and
   * {@code confusion-ENCODER.json} and {@code .parquet} with the final counts.
   */
  public static void write(SparkSession spark, String output, List<LinearResult.Peer> peers) {
    ResultTables.write(ResultTables.results(spark, rows(peers)), output, "results");
    for (LinearResult.Peer peer : peers) {
      if (!peer.confusion().isEmpty()) {
        ResultTables.write(
            ResultTables.confusion(spark, counts(peer.confusion())),
            output,
            "confusion-" + peer.name());
      }
    }
  }

  static List<ResultRow> rows(List<LinearResult.Peer> peers) {
    List<ResultRow> rows = new ArrayList<>();
    for (LinearResult.Peer peer : peers) {
      for (int epoch = 0; epoch < peer.epochs().size(); epoch++) {
        LinearScore score = peer.epochs().get(epoch);
        rows.add(
            new ResultRow(
                peer.name(), epoch + 1, score.top1(), score.top5(), score.loss(), score.images()));
      }
    }
    return rows;
  }

  static List<PredictionCount> counts(List<List<Long>> confusion) {
    List<PredictionCount> counts = new ArrayList<>();
    for (int label = 0; label < confusion.size(); label++) {
      for (int predicted = 0; predicted < confusion.size(); predicted++) {
        long images = confusion.get(label).get(predicted);
        if (images > 0) {
          counts.add(new PredictionCount(label, predicted, images));
        }
      }
    }
    return counts;
  }

  /** A line per encoder: accuracies after the last epoch and after the best one. */
  public static String text(List<LinearResult.Peer> peers) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-10s %10s %10s %9s %10s %8s%n"
            .formatted("encoder", "top-1 %", "top-5 %", "loss", "best top-1", "in epoch"));
    for (LinearResult.Peer peer : peers) {
      LinearScore last = peer.last();
      text.append(
          String.format(
              Locale.ROOT,
              "%-10s %10.2f %10.2f %9.4f %10.2f %8d%n",
              peer.name().matches("\\d+") ? "peer " + peer.name() : peer.name(),
              last.top1(),
              last.top5(),
              last.loss(),
              peer.best().top1(),
              peer.bestEpoch() + 1));
    }
    return text.toString();
  }
}
