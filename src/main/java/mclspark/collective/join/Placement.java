package mclspark.collective.join;

import java.util.List;
import mclspark.UserError;
import mclspark.collective.Announcement;

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
   * The back end for workers who are so placed.
   *
   * @throws UserError if they cannot have what was wished
   */
  BackEnd choose(BackEnd wish) {
    if (wish == BackEnd.THREADS && jvms > 1) {
      throw refusal("threads", "auto, shared-memory or tcp");
    }
    if (wish == BackEnd.SHARED_MEMORY && machines > 1) {
      throw refusal("shared-memory", "auto or tcp");
    }
    if (wish != BackEnd.AUTO) {
      return wish;
    }
    if (jvms == 1) {
      return BackEnd.THREADS;
    }
    return machines == 1 ? BackEnd.SHARED_MEMORY : BackEnd.TCP;
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
