package mclspark.collective;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mclspark.collective.join.Collectives;
import mclspark.collective.mesh.TcpCollective;

/** Groups whose back end is chosen as in a job, and whose workers live in this JVM. */
public final class SharedRanks {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private SharedRanks() {}

  public static List<Collective> open(
      int size, CollectiveOptions settings, Backend wish, Path directory) throws Exception {
    return open(size, settings, wish, directory, false);
  }

  /** Opens a group; with {@code apart}, each worker takes the others for other JVMs. */
  public static List<Collective> open(
      int size, CollectiveOptions settings, Backend wish, Path directory, boolean apart)
      throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(size, settings);
    List<String> lines = TcpRanks.announce(listeners);
    return RankThreads.values(
        size,
        DEADLINE,
        rank -> join(listeners.get(rank), apart ? apart(lines, rank) : lines, wish, directory));
  }

  /** How each worker's joining ends. */
  public static List<RankThreads.Outcome> outcomes(
      int size, CollectiveOptions settings, Backend wish, Path directory) throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(size, settings);
    List<String> lines = TcpRanks.announce(listeners);
    return RankThreads.run(
        size, DEADLINE, rank -> join(listeners.get(rank), lines, wish, directory));
  }

  public static Collective join(
      TcpCollective.Listener listener, List<String> lines, Backend wish, Path directory) {
    return Collectives.join(listener, lines, TcpRanks.SECRET, "job", wish, directory);
  }

  /** The lines as a worker sees them whose peers have JVMs of their own. */
  static List<String> apart(List<String> lines, int rank) {
    List<String> seen = new ArrayList<>();
    for (int r = 0; r < lines.size(); r++) {
      seen.add(r == rank ? lines.get(r) : lines.get(r) + "-" + r);
    }
    return seen;
  }
}
