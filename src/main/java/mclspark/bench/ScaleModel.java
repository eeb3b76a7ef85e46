package mclspark.bench;

/**
 * What set-up and exchange of W workers cost, from two groups on one machine, all of whose workers
 * share its cores: each worker, each of the W (W - 1) ends of a connection and each byte as much in
 * any group. On a cluster a machine has only its own worker's ends and bytes.
 *
 * @param setUpPerWorker milliseconds for each worker
 * @param setUpPerEnd milliseconds for each end of a connection
 * @param wordFixed milliseconds of an all-reduce of one number in any group
 * @param wordPerEnd milliseconds of it for each end
 * @param sumPerByte milliseconds for each byte that is sent
 * @param memoryPerWorker bytes for each worker
 * @param memoryPerEnd bytes for each end
 * @param bytes of the large all-reduce
 */
public record ScaleModel(
    double setUpPerWorker,
    double setUpPerEnd,
    double wordFixed,
    double wordPerEnd,
    double sumPerByte,
    double memoryPerWorker,
    double memoryPerEnd,
    int bytes) {

  private static final double BITS_OF_GIGABIT = 1e9;
  private static final int BITS = 8;
  private static final int MILLIS = 1000;

  /** A value that grows with something else from two of its points; none grows backwards. */
  private record Line(double fixed, double slope) {

    static Line through(double x, double y, double laterX, double laterY) {
      double slope = Math.max(0, (laterY - y) / (laterX - x));
      return new Line(Math.max(0, laterY - slope * laterX), slope);
    }
  }

  /** Fits two groups, the second one larger. */
  public static ScaleModel of(ScaleBench.Point small, ScaleBench.Point large, int bytes) {
    int w = small.workers();
    int v = large.workers();
    Line setUp = Line.through(w - 1, small.setUpMillis() / w, v - 1, large.setUpMillis() / v);
    Line word = Line.through(ends(w), small.wordMillis(), ends(v), large.wordMillis());
    Line memory = Line.through(w - 1, small.memoryBytes() / w, v - 1, large.memoryBytes() / v);
    double sum = Math.max(0, large.sumMillis() - large.wordMillis()) / sent(v, bytes);
    return new ScaleModel(
        setUp.fixed, setUp.slope, word.fixed, word.slope, sum, memory.fixed, memory.slope, bytes);
  }

  private static double ends(int workers) {
    return (double) workers * (workers - 1);
  }

  /** Bytes that all workers send in one all-reduce. */
  private static double sent(int workers, double bytes) {
    return 2 * bytes * (workers - 1);
  }

  /** The same group on the machine of the two. */
  public ScaleBench.Point expected(int workers) {
    double word = wordFixed + wordPerEnd * ends(workers);
    return new ScaleBench.Point(
        workers,
        setUpPerWorker * workers + setUpPerEnd * ends(workers),
        word,
        word + sumPerByte * sent(workers, bytes),
        memoryPerWorker * workers + memoryPerEnd * ends(workers));
  }

  /**
   * One worker of a cluster, each on a machine of its own.
   *
   * @param workers W
   * @param connections that it has: one to each other worker for data, one to rank 0
   * @param memoryBytes that it holds for them
   * @param setUpMillis of its own work; round trips come on top
   * @param sumMillis of an all-reduce: its bytes at the network's rate, or its own work on them if
   *     that takes longer, and a word's work
   */
  public record Worker(
      int workers, int connections, double memoryBytes, double setUpMillis, double sumMillis) {}

  /**
   * A worker of a cluster.
   *
   * @param gradientBytes of the all-reduce
   * @param gigabits a second that its network takes each way
   */
  public Worker onCluster(int workers, double gradientBytes, double gigabits) {
    double bytes = 2 * gradientBytes * (workers - 1) / workers;
    double wire = bytes * BITS / (gigabits * BITS_OF_GIGABIT) * MILLIS;
    double own = sumPerByte * bytes;
    return new Worker(
        workers,
        workers, // rank 0, to which all have another one, has 2 (W - 1)
        memoryPerWorker + memoryPerEnd * (workers - 1),
        setUpPerWorker + setUpPerEnd * (workers - 1),
        wordPerEnd * (workers - 1) + Math.max(wire, own));
  }
}
