package mclspark.collective.join;

import java.util.List;
import mclspark.UserError;
import mclspark.collective.Announcement;
import mclspark.collective.Backend;

/**
 * Where the workers of a group are.
 *
 * @param workers how many there are
 * @param jvms in how many JVMs
 * @param machines on how many machines
 */
record Placement(int workers, int jvms, int machines) {

  static Placement of(List<Announcement> group) {
    return new Placement(
        group.size(),
        (int) group.stream().map(Announcement::jvm).distinct().count(),
        (int) group.stream().map(Announcement::machine).distinct().count());
  }

  /**
   * The back end for workers who are so placed; what NCCL leaves to others is chosen as by {@link
   * Backend#AUTO}.
   *
   * @throws UserError if they cannot have what was wished
   */
  Backend choose(Backend wish) {
    if (wish == Backend.THREADS && jvms > 1) {
      throw refusal("threads", "auto, shared-memory or tcp");
    }
    if (wish == Backend.SHARED_MEMORY && machines > 1) {
      throw refusal("shared-memory", "auto or tcp");
    }
    if (wish != Backend.AUTO && wish != Backend.NCCL) {
      return wish;
    }
    if (jvms == 1) {
      return Backend.THREADS;
    }
    return machines == 1 ? Backend.SHARED_MEMORY : Backend.TCP;
  }

  /** For example {@code 4 workers in 4 JVMs on 2 machines}. */
  @Override
  public String toString() {
    String place = workers + " workers in " + count(jvms, "JVM");
    return jvms == 1 ? place : place + " on " + count(machines, "machine");
  }

  private UserError refusal(String wish, String others) {
    return new UserError(
        "collective.backend is "
            + wish
            + ", but there are "
            + this
            + "; set it to "
            + others
            + ".");
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
