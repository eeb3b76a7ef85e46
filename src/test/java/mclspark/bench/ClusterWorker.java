package mclspark.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import mclspark.collective.Backend;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;

/** A worker in a JVM of its own: reduces until the group fails, then prints how. */
public final class ClusterWorker {

  private ClusterWorker() {}

  public static void main(String[] arguments) throws Exception {
    int rank = Integer.parseInt(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    Backend backEnd = Backend.valueOf(arguments[3]);
    Duration silence = Duration.ofMillis(Long.parseLong(arguments[2]));
    CollectiveOptions settings =
        CollectiveOptions.defaults()
            .withDeadlines(silence, Duration.ofMinutes(1), Duration.ofSeconds(30));
    try (Collective workers = WorkerProcesses.join(rank, size, settings, backEnd)) {
      ByteBuffer data = Buffers.allocate(4_000_000);
      List<ByteBuffer> shared = workers.sharedBuffers(List.of(4_000_000));
      for (int round = 0; ; round++) {
        workers.allReduceSum(round % 2 == 0 || shared.isEmpty() ? data : shared.get(0));
        if (round == 3) {
          System.out.println("running");
        }
      }
    } catch (RankFailedException e) {
      System.out.println(e.rank() + " " + e.getMessage());
    }
  }
}
