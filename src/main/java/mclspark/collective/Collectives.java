package mclspark.collective;

import java.util.List;

/** Chooses the back end that fits the group: the same on every worker. */
public final class Collectives {

  private Collectives() {}

  /**
   * Joins the group: a single process if there is one worker, threads if all share one JVM, else
   * TCP. {@link Collective#description} says which and why.
   *
   * @param listener what this worker announced itself from; closed when this returns
   * @param announcements of all workers, in any order
   * @param secret 32 random bytes that only the workers of this job know
   * @param jobKey name of job and stage, the same on all workers
   * @throws mclspark.UserError if the announcements do not fit together
   * @throws RankFailedException if a worker does not come within {@link Settings#setUp}
   */
  public static Collective join(
      TcpCollective.Listener listener, List<String> announcements, byte[] secret, String jobKey) {
    try (listener) {
      List<Announcement> group = listener.group(announcements);
      int size = group.size();
      if (size == 1) {
        return new SingleProcess("there is one worker");
      }
      long jvms = group.stream().map(Announcement::jvm).distinct().count();
      String reason = size + " workers in " + jvms + (jvms == 1 ? " JVM" : " JVMs");
      if (jvms > 1) {
        return listener.join(group, secret, jobKey, reason);
      }
      // Nonces are drawn anew for each attempt, so no two attempts meet.
      String key = jobKey + group.stream().map(Announcement::nonce).toList();
      return ThreadRanks.join(key, listener.own().rank(), size, listener.settings(), reason);
    }
  }
}
