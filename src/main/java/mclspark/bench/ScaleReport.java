package mclspark.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The table of {@code mcl bench scale}. */
public final class ScaleReport {

  private static final List<Integer> FITTED = List.of(24, 80);
  private static final int PASSES = 5;
  private static final int[] CLUSTERS = {8, 64, 128, 256, 512};
  private static final double GRADIENT_BYTES = 2 * 45e6; // of two ResNet-18
  private static final int[] GIGABITS = {10, 100};
  private static final double MILLION = 1e6;
  private static final String ROW = "%-11s  %-6s %-13s  %-6s %-15s  %-6s %-14s  %s";

  private final PrintWriter out;

  /** A table on {@code out}, line by line as it is measured. */
  public ScaleReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Measures and writes.
   *
   * @param checks groups that the model is not fitted on
   * @param bytes of the large all-reduce
   * @throws mclspark.UserError if this process may not open as many files
   */
  public void write(List<Integer> checks, int bytes, int rounds) throws InterruptedException {
    TreeSet<Integer> all = new TreeSet<>(FITTED);
    all.addAll(checks);
    List<Integer> sizes = List.copyOf(all);
    ScaleBench.requireFiles(sizes);
    say("Workers as threads of one process over loopback TCP, %d cores:", cores());
    say("medians of %d passes, each of %d rounds; they take some minutes.", PASSES, rounds);
    ScaleBench.Result result = ScaleBench.run(sizes, bytes, rounds, PASSES);
    ScaleModel model =
        ScaleModel.of(
            result.points().get(sizes.indexOf(FITTED.get(0))),
            result.points().get(sizes.indexOf(FITTED.get(1))),
            bytes);
    table(result.points(), model);
    say("");
    say(
        "The first set-up of the process, %d workers: %.0f ms, %.0f ms of processor time.",
        result.cold().workers(),
        result.cold().setUp().wallMillis(),
        result.cold().setUp().cpuMillis());
    clusters(model);
  }

  /** The groups, each with the deviation of the model. */
  void table(List<ScaleBench.Point> points, ScaleModel model) {
    say(
        "In brackets: by how much the model, fitted on %d and %d workers, is off; the rows of the",
        FITTED.get(0), FITTED.get(1));
    say("other groups check it.");
    say("");
    say(ROW, "", "set-up", "", "sum of a number", "", sumTitle(model), "", "memory");
    say(ROW, "workers", "ms", "cpu ms", "ms", "cpu ms", "ms", "cpu ms", "MB");
    for (ScaleBench.Point point : points) {
      boolean fitted = FITTED.contains(point.workers());
      ScaleModel.Group expected = model.expected(point.workers());
      say(
          ROW,
          "%4d %s".formatted(point.workers(), fitted ? "fitted" : "check"),
          wall(point.setUp()),
          cell(point.setUp().cpuMillis(), expected.setUpMillis()),
          wall(point.word()),
          cell(point.word().cpuMillis(), expected.wordMillis()),
          wall(point.sum()),
          cell(point.sum().cpuMillis(), expected.sumMillis()),
          cell(point.memoryBytes() / MILLION, expected.memoryBytes() / MILLION));
    }
  }

  private static String sumTitle(ScaleModel model) {
    return String.format(Locale.ROOT, "sum of %.0f MB", model.bytes() / MILLION);
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String wall(ScaleBench.Cost cost) {
    return number(cost.wallMillis());
  }

  private static String cell(double measured, double expected) {
    long off = Math.round(100 * (expected / measured - 1));
    return number(measured) + String.format(Locale.ROOT, " (%+d %%)", off);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
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
