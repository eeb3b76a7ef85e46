package mclspark.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of {@code mcl bench scale}. */
public final class ScaleReport {

  private static final List<Integer> SEEN = List.of(32, 64);
  private static final int[] CLUSTERS = {8, 64, 128, 256, 512};
  private static final double GRADIENT_BYTES = 2 * 45e6; // of two ResNet-18
  private static final int[] GIGABITS = {10, 100};
  private static final double MILLION = 1e6;

  private final PrintWriter out;

  /** A table on {@code out}, line by line as it is measured. */
  public ScaleReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Measures and writes.
   *
   * @param others groups beside those of the model
   * @param bytes of the large all-reduce
   * @throws mclspark.UserError if this process may not open as many files
   */
  public void write(List<Integer> others, int bytes, int rounds) throws InterruptedException {
    List<Integer> sizes = new ArrayList<>(SEEN);
    sizes.addAll(others);
    ScaleBench.requireFiles(sizes);
    say("Workers as threads of one process, loopback TCP; measured (expected by the model):");
    say(
        "workers   set-up ms        sum of a number ms   sum of %.0f MB ms    memory MB",
        bytes / MILLION);
    List<ScaleBench.Point> seen = new ArrayList<>();
    ScaleBench.run(
        sizes,
        bytes,
        rounds,
        point -> {
          seen.add(point);
          line(point, seen.size() > SEEN.size() ? model(seen, bytes) : null);
        });
    clusters(model(seen, bytes));
  }

  private static ScaleModel model(List<ScaleBench.Point> seen, int bytes) {
    return ScaleModel.of(seen.get(0), seen.get(1), bytes);
  }

  private void line(ScaleBench.Point point, ScaleModel model) {
    ScaleBench.Point expected = model == null ? null : model.expected(point.workers());
    say(
        "%7d   %-16s %-20s %-18s %s",
        point.workers(),
        pair(point.setUpMillis(), expected == null ? Double.NaN : expected.setUpMillis()),
        pair(point.wordMillis(), expected == null ? Double.NaN : expected.wordMillis()),
        pair(point.sumMillis(), expected == null ? Double.NaN : expected.sumMillis()),
        pair(
            point.memoryBytes() / MILLION,
            expected == null ? Double.NaN : expected.memoryBytes() / MILLION));
  }

  private static String pair(double measured, double expected) {
    return Double.isNaN(expected)
        ? String.format(Locale.ROOT, "%.1f", measured)
        : String.format(Locale.ROOT, "%.1f (%.1f)", measured, expected);
  }

  private void clusters(ScaleModel model) {
    say("");
    say("A worker of a cluster, by the model, gradients of two ResNet-18 (90 MB), without NCCL:");
    say("workers   connections   memory MB   own set-up ms   sum ms at 10 and 100 Gbit/s");
    for (int workers : CLUSTERS) {
      ScaleModel.Worker slow = model.onCluster(workers, GRADIENT_BYTES, GIGABITS[0]);
      ScaleModel.Worker fast = model.onCluster(workers, GRADIENT_BYTES, GIGABITS[1]);
      say(
          "%7d   %11d   %9.1f   %13.1f   %.0f and %.0f",
          workers,
          slow.connections(),
          slow.memoryBytes() / MILLION,
          slow.setUpMillis(),
          slow.sumMillis(),
          fast.sumMillis());
    }
  }

  private void say(String line, Object... values) {
    out.println(String.format(Locale.ROOT, line, values));
    out.flush();
  }
}
