package mclspark.collective.join;

import java.nio.file.Path;
import java.util.List;
import mclspark.UserError;
import mclspark.collective.Announcement;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.SingleProcess;
import mclspark.collective.mesh.MeshMember;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.shared.SharedFile;
import mclspark.collective.shared.SharedMemory;
import mclspark.collective.shared.SharedMemoryException;
import mclspark.collective.threads.ThreadRanks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the back end that fits the group: the same on every worker. */
public final class Collectives {

  private static final Logger LOG = LoggerFactory.getLogger(Collectives.class);

  private Collectives() {}

  /** Joins with {@link Backend#AUTO}. */
  public static Collective join(
      TcpCollective.Listener listener, List<String> announcements, byte[] secret, String jobKey) {
    return join(listener, announcements, secret, jobKey, Backend.AUTO);
  }

  /**
   * Joins the group. A single worker needs no back end. {@link Collective#description} says which
   * was chosen and why.
   *
   * @param listener what this worker announced itself from; closed when this returns
   * @param announcements of all workers, in any order
   * @param secret 32 random bytes that only the workers of this job know
   * @param jobKey name of job and stage, the same on all workers
   * @param wish the same on all workers
   * @throws UserError if the announcements do not fit together, or the workers cannot have the back
   *     end that was asked for
   * @throws RankFailedException if a worker does not come within {@link CollectiveOptions#setUp}
   */
  public static Collective join(
      TcpCollective.Listener listener,
      List<String> announcements,
      byte[] secret,
      String jobKey,
      Backend wish) {
    return join(listener, announcements, secret, jobKey, wish, SharedFile.directory());
  }

  public static Collective join(
      TcpCollective.Listener listener,
      List<String> announcements,
      byte[] secret,
      String jobKey,
      Backend wish,
      Path directory) {
    try (listener) {
      List<Announcement> group = listener.group(announcements);
      if (group.size() == 1) {
        return new SingleProcess("there is one worker");
      }
      Placement placement = Placement.of(group);
      Backend chosen = placement.choose(wish);
      if (chosen == Backend.THREADS) {
        // Nonces are drawn anew for each attempt, so no two attempts meet.
        String key = jobKey + group.stream().map(Announcement::nonce).toList();
        return ThreadRanks.join(
            key, listener.own().rank(), group.size(), listener.settings(), placement.toString());
      }
      TcpCollective tcp = listener.join(group, secret, jobKey, placement.toString());
      return chosen == Backend.TCP
          ? tcp
          : share(tcp, group, listener.settings(), wish, directory, placement.toString());
    }
  }

  /**
   * Joins a group whose members another library is laid over: shared memory if all workers are on
   * one machine and it works, otherwise TCP; never threads.
   *
   * @param listener what this worker announced itself from; closed when this returns
   * @throws UserError if the announcements do not fit together
   * @throws RankFailedException if a worker does not come within {@link CollectiveOptions#setUp}
   */
  public static MeshMember joinJvms(
      TcpCollective.Listener listener, List<String> announcements, byte[] secret, String jobKey) {
    try (listener) {
      List<Announcement> group = listener.group(announcements);
      Placement placement = Placement.of(group);
      TcpCollective tcp = listener.join(group, secret, jobKey, placement.toString());
      return group.size() == 1 || placement.machines() > 1
          ? tcp
          : share(
              tcp,
              group,
              listener.settings(),
              Backend.AUTO,
              SharedFile.directory(),
              placement.toString());
    }
  }

  /** Moves the group to shared memory, or leaves it where it is if that was no wish. */
  private static MeshMember share(
      TcpCollective tcp,
      List<Announcement> group,
      CollectiveOptions settings,
      Backend wish,
      Path directory,
      String reason) {
    try {
      return SharedMemory.over(tcp, group, settings, directory, reason);
    } catch (SharedMemoryException e) {
      if (wish == Backend.SHARED_MEMORY) {
        tcp.close();
        throw new UserError(
            "The workers cannot share memory: "
                + e.getMessage()
                + "; make room in "
                + directory
                + " or set collective.backend to auto or tcp.",
            e);
      }
      if (tcp.rank() == 0) {
        LOG.warn("Workers of one machine use TCP, not shared memory: {}", e.getMessage());
      }
      return tcp;
    } catch (RankFailedException e) {
      tcp.close();
      throw e;
    }
  }
}
