package mclspark.collective;

/**
 * Why a group is dead; the first one counts, on every worker.
 *
 * @param rank the worker to blame, or -1 if unknown
 * @param sentence names that worker and what happened, for example {@code rank 2 (10.0.0.7:4711)
 *     closed its connection}
 */
public record Failure(int rank, String sentence) {

  /** The exception for a worker that meets the failure during {@code during}. */
  public RankFailedException during(String during) {
    return new RankFailedException(rank, during + " failed: " + sentence, null);
  }

  /** Both workers' calls, when they are not the same. */
  public static Failure mismatch(
      int rank, String worker, String theirs, int ownRank, Operation own) {
    return new Failure(
        rank, worker + " is at " + theirs + " while rank " + ownRank + " is at " + own);
  }
}
