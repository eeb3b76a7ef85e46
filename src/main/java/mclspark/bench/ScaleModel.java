package mclspark.bench;

/**
 * What set-up and exchange of W workers cost the processor, from two groups on one machine: each
 * worker, each of the W (W - 1) ends of a connection and each byte as much in any group. On a
 * cluster a machine has only its own worker's ends and bytes. Of the memory, the chunks of the
 * all-reduce are known.
 *
 * @param setUpPerWorker milliseconds of processor time for each worker
 * @param setUpPerEnd the same for each end of a connection
 * @param wordPerEnd of an all-reduce of one number, for each end
 * @param wordPerEndAndOther of it for each end and each other worker: the more there are, the more
 *     often a worker looks at a connection in vain
 * @param sumPerByte for each byte that is sent
 * @param memoryPerWorker bytes for each worker, beside the chunks
 * @param memoryPerEnd the same for each end
 * @param bytes of the large all-reduce
 */
public record ScaleModel(
    double setUpPerWorker,
    double setUpPerEnd,
    double wordPerEnd,
    double wordPerEndAndOther,
    double sumPerByte,
    double memoryPerWorker,
    double memoryPerEnd,
    int bytes) {

  private static final double BITS_OF_GIGABIT = 1e9;
  private static final int BITS = 8;
  private static final int MILLIS = 1000;

  // As mclspark.collective.mesh has them; the bench would show it if they were others.
  private static final int LONGEST_CHUNK = 1 << 20;
  private static final int LEAST_CHUNK = 256 << 10;
  private static final int CHUNKS = 8 << 20;

  /** What grows with something, from two points; no part of it is below 0. */
  private record Line(double fixed, double slope) {

    static Line through(double x, double y, double laterX, double laterY) {
      double slope = (laterY - y) / (laterX - x);
      double fixed = y - slope * x;
      if (slope < 0) {
        return new Line((y + laterY) / 2, 0);
      }
      return fixed >= 0 ? new Line(fixed, slope) : new Line(0, (y / x + laterY / laterX) / 2);
    }
  }

  /** Fits two groups, the second one larger, both of more than two. */
  public static ScaleModel of(ScaleBench.Point small, ScaleBench.Point large, int bytes) {
    int w = small.workers();
    int v = large.workers();
    Line setUp =
        Line.through(w - 1, small.setUp().cpuMillis() / w, v - 1, large.setUp().cpuMillis() / v);
    Line word =
        Line.through(
            w - 1, small.word().cpuMillis() / ends(w), v - 1, large.word().cpuMillis() / ends(v));
    Line memory = Line.through(w - 1, besideChunks(small) / w, v - 1, besideChunks(large) / v);
    double sum = (perByte(small, bytes) + perByte(large, bytes)) / 2;
    return new ScaleModel(
        setUp.fixed, setUp.slope, word.fixed, word.slope, sum, memory.fixed, memory.slope, bytes);
  }

  private static double besideChunks(ScaleBench.Point point) {
    return Math.max(0, point.memoryBytes() - ends(point.workers()) * chunk(point.workers()));
  }

  private static double perByte(ScaleBench.Point point, int bytes) {
    double more = point.sum().cpuMillis() - point.word().cpuMillis();
    return Math.max(0, more) / sent(point.workers(), bytes);
  }

  /** Bytes that a worker keeps for what one other sends it. */
  private static double chunk(int workers) {
    return Math.min(LONGEST_CHUNK, Math.max(LEAST_CHUNK, CHUNKS / (workers - 1)));
  }

  private static double ends(int workers) {
    return (double) workers * (workers - 1);
  }

  /** Bytes that all workers send in one all-reduce. */
  private static double sent(int workers, double bytes) {
    return 2 * bytes * (workers - 1);
  }

  /**
   * A group on the machine of the two.
   *
   * @param workers W
   * @param setUpMillis of processor time, of all workers together, as the next two
   * @param wordMillis of an all-reduce of one number
   * @param sumMillis of an all-reduce of many
   * @param memoryBytes of all workers
   */
  public record Group(
      int workers, double setUpMillis, double wordMillis, double sumMillis, double memoryBytes) {}

  /** What a group costs. */
  public Group expected(int workers) {
    double word = wordOfWorker(workers) * workers;
    return new Group(
        workers,
        setUpPerWorker * workers + setUpPerEnd * ends(workers),
        word,
        word + sumPerByte * sent(workers, bytes),
        memoryPerWorker * workers + (memoryPerEnd + chunk(workers)) * ends(workers));
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
        memoryPerWorker + (memoryPerEnd + chunk(workers)) * (workers - 1),
        setUpPerWorker + setUpPerEnd * (workers - 1),
        wordOfWorker(workers) + Math.max(wire, own));
  }

  private double wordOfWorker(int workers) {
    int others = workers - 1;
    return (wordPerEnd + wordPerEndAndOther * others) * others;
  }
}
