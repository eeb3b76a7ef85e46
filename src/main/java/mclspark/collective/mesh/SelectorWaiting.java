package mclspark.collective.mesh;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.collective.GroupHealth;

/** Waits for sockets. */
final class SelectorWaiting implements Waiting {

  private final Selector selector = Selector.open();
  private final Map<WorkerLink, SelectionKey> keys = new LinkedHashMap<>();

  /** Watches nothing yet; a failure of the group ends each wait. */
  SelectorWaiting(GroupHealth health) throws IOException {
    health.onFailure(selector::wakeup);
  }

  /** Waits for this link too. */
  void watch(WorkerLink link, SocketChannel channel) throws IOException {
    keys.put(link, channel.register(selector, 0));
  }

  @Override
  public void await(int round, long millis) throws IOException {
    keys.forEach(SelectorWaiting::declareInterest);
    selector.select(millis);
    selector.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }

  private static void declareInterest(WorkerLink link, SelectionKey key) {
    int send = link.blocked() ? SelectionKey.OP_WRITE : 0;
    int receive = link.receiver().full() ? 0 : SelectionKey.OP_READ;
    if (key.interestOps() != (send | receive)) {
      key.interestOps(send | receive);
    }
  }
}
