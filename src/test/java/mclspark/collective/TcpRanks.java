package mclspark.collective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mclspark.collective.mesh.TcpCollective;

/** Groups over loopback TCP whose workers live in this JVM. */
public final class TcpRanks {

  public static final byte[] SECRET = new byte[32];
  public static final String HOST = "127.0.0.1";

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private TcpRanks() {}

  public static List<TcpCollective.Listener> listen(int size, CollectiveOptions settings) {
    List<TcpCollective.Listener> listeners = new ArrayList<>();
    for (int r = 0; r < size; r++) {
      listeners.add(TcpCollective.listen(HOST, settings));
    }
    return listeners;
  }

  public static List<String> announce(List<TcpCollective.Listener> listeners) {
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < listeners.size(); r++) {
      lines.add(listeners.get(r).announcement(r, 0, "config"));
    }
    return lines;
  }

  public static List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    List<TcpCollective.Listener> listeners = listen(size, settings);
    List<String> lines = announce(listeners);
    return RankThreads.values(
        size, DEADLINE, rank -> listeners.get(rank).join(lines, SECRET, "job"));
  }
}
