package mclspark.step;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mclspark.collective.Collective;
import mclspark.tensor.HostTensor;

/**
 * Gives every worker rank 0's running statistics, before an evaluation that all workers share.
 * Training forwards never read them (spec 1.3), so they do not travel at other times.
 */
public final class RunningStatistics {

  private RunningStatistics() {}

  /**
   * Overwrites those of other workers.
   *
   * @param state gives the network's state
   * @param load takes over some of it
   */
  public static void shareFromFirst(
      Supplier<Map<String, HostTensor>> state,
      Consumer<Map<String, HostTensor>> load,
      Collective workers) {
    if (workers.size() == 1) {
      return;
    }
    Map<String, HostTensor> statistics = new LinkedHashMap<>(state.get());
    statistics.keySet().removeIf(name -> !name.contains(".running_"));
    int bytes = statistics.values().stream().mapToInt(values -> values.data().remaining()).sum();
    ByteBuffer packed = direct(bytes);
    statistics.values().forEach(values -> packed.put(values.data().duplicate()));
    packed.flip();
    List<ByteBuffer> send = new ArrayList<>();
    List<ByteBuffer> receive = new ArrayList<>();
    for (int worker = 0; worker < workers.size(); worker++) {
      send.add(workers.rank() == 0 ? packed.duplicate() : direct(0));
      receive.add(direct(worker == 0 ? bytes : 0));
    }
    workers.allToAll(send, receive);
    ByteBuffer first = receive.get(0);
    Map<String, HostTensor> shared = new LinkedHashMap<>();
    statistics.forEach(
        (name, values) -> {
          int size = values.data().remaining();
          ByteBuffer part = first.slice(first.position(), size).order(ByteOrder.nativeOrder());
          shared.put(name, new HostTensor(values.type(), values.shape(), part));
          first.position(first.position() + size);
        });
    load.accept(shared);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
