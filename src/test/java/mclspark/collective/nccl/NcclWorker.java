package mclspark.collective.nccl;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import mclspark.bench.WorkerProcesses;
import mclspark.collective.Backend;
import mclspark.collective.Buffers;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.RankFailedException;
import mclspark.collective.mesh.TcpCollective;

/** A worker in a JVM of its own: sums on a fake GPU until the group fails, then prints how. */
final class NcclWorker {

  private NcclWorker() {}

  public static void main(String[] arguments) throws Exception {
    int rank = Integer.parseInt(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    NcclSearch search = new NcclSearch(Optional.of(arguments[2]), Path.of("no-libtorch-here"));
    CollectiveOptions settings = CollectiveOptions.defaults();
    TcpCollective host = (TcpCollective) WorkerProcesses.join(rank, size, settings, Backend.TCP);
    try (NcclCollective workers =
        NcclCollective.over(host, search, rank, settings, AbortWatchdog.HALT)) {
      ByteBuffer data = Buffers.allocate(4_000_000);
      long address = Pointer.nativeValue(Native.getDirectBufferPointer(data));
      for (int round = 0; ; round++) {
        workers.allReduceSum(new DeviceBuffer(address, 1_000_000, 1));
        if (round == 3) {
          System.out.println("running");
        }
      }
    } catch (RankFailedException e) {
      System.out.println(e.rank() + " " + e.getMessage());
    }
  }
}
