package mclspark.report.page;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of many events by field: a run of a million steps fits into 8 bytes a number. Rows are in
 * rising order of the first field, the key.
 */
public final class Columns {

  private final String key;
  private final Map<String, double[]> columns = new LinkedHashMap<>();
  private int rows;

  /** Without rows; missing numbers will be NaN. */
  public Columns(String key, String... fields) {
    this.key = key;
    columns.put(key, new double[16]);
    for (String field : fields) {
      columns.put(field, new double[16]);
    }
  }

  /** Adds a row. Rows from the event's key on are taken back: a restart did them again. */
  public void add(Event event) {
    add(columns.keySet().stream().mapToDouble(event::number).toArray());
  }

  /** Adds a row: the key, then all fields in their order. */
  public void add(double... row) {
    if (Double.isNaN(row[0])) {
      return;
    }
    while (rows > 0 && columns.get(key)[rows - 1] >= row[0]) {
      rows--;
    }
    int field = 0;
    for (Map.Entry<String, double[]> column : columns.entrySet()) {
      if (rows == column.getValue().length) {
        column.setValue(Arrays.copyOf(column.getValue(), 2 * rows));
      }
      column.getValue()[rows] = row[field++];
    }
    rows++;
  }

  public int rows() {
    return rows;
  }

  /** All numbers of a field. */
  public double[] of(String field) {
    return Arrays.copyOf(columns.get(field), rows);
  }

  /** The number of a field in the last row. */
  public double last(String field) {
    return columns.get(field)[rows - 1];
  }

  /**
   * A field in at most {@code points} numbers: each the mean of {@link #stride} rows, without those
   * that are no numbers; NaN where none is.
   */
  public double[] means(String field, int points) {
    int stride = stride(points);
    double[] means = new double[(rows + stride - 1) / stride];
    for (int i = 0; i < means.length; i++) {
      int to = Math.min(rows, (i + 1) * stride);
      means[i] =
          Arrays.stream(columns.get(field), i * stride, to)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
    }
    return means;
  }

  /** Rows behind each number of {@link #means}. */
  public int stride(int points) {
    return Math.max(1, (rows + points - 1) / points);
  }

  /** Sum over rows of field times weight, without rows where either is no number. */
  public double weightedSum(String field, String weight) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double product = columns.get(field)[row] * columns.get(weight)[row];
      sum += Double.isFinite(product) ? product : 0;
    }
    return sum;
  }

  /** Sum of a field, without what is no number. */
  public double sum(String field) {
    return Arrays.stream(columns.get(field), 0, rows).filter(Double::isFinite).sum();
  }
}
