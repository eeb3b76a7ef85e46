package mclspark.collective;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Ports that workers may listen on, as a firewall lets them through.
 *
 * @param first the lowest, or 0
 * @param last the highest, or 0
 */
public record PortRange(int first, int last) {

  /** Whichever the system gives. */
  public static final PortRange ANY = new PortRange(0, 0);

  /**
   * Binds the first port that is free.
   *
   * @throws BindException if there is none
   */
  public void bind(ServerSocketChannel server, InetSocketAddress host, int backlog)
      throws IOException {
    for (int port = first; ; port++) {
      try {
        server.bind(new InetSocketAddress(host.getAddress(), port), backlog);
        return;
      } catch (BindException e) {
        if (port >= last) {
          throw e;
        }
      }
    }
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
