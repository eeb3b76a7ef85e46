package mclspark.report.labels;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Which labels a run used. Runs with equal ones can be compared.
 *
 * @param share of every class; 1 for all, 0 where a list names the pictures
 * @param list the file that names them; empty where a share is drawn
 * @param seed that draws the share; 0 where nothing is drawn
 */
public record Labels(double share, String list, long seed) {

  /** All labels of a training set. */
  public static final Labels ALL = new Labels(1, "", 0);

  /** Those that a line of kind {@code run} tells of; older runs used all. */
  public static Labels of(JsonNode run) {
    JsonNode config = run.path("config");
    JsonNode data = config.path("data");
    String list = data.path("label_list").asText("");
    double share = data.path("label_fraction").asDouble(1);
    if (!list.isEmpty()) {
      return new Labels(0, list, 0);
    }
    return share < 1 ? new Labels(share, "", config.path("seed").asLong()) : ALL;
  }

  /** The share in percent, or the list's file name. */
  public String words() {
    if (!list.isEmpty()) {
      return list.substring(list.lastIndexOf('/') + 1);
    }
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    return percent.setScale(4, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString()
        + " %"
        + (seed == 0 ? "" : ", seed " + seed);
  }
}
