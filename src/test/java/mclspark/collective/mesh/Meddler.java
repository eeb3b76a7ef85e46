package mclspark.collective.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mclspark.collective.TcpRanks;

/** Somebody on the path: forwards connections to a port and meddles once with what goes there. */
public final class Meddler implements AutoCloseable {

  /** What it does to the bytes. */
  public enum Deed {
    /** Changes a bit. */
    CHANGE,
    /** Sends some bytes twice. */
    REPEAT,
    /** Sends no more, in that direction. */
    CUT
  }

  private final ServerSocket server;
  private final int target;
  private final Deed deed;
  private final long at;
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

  /**
   * Starts forwarding.
   *
   * @param at how many bytes of a connection go unchanged
   */
  public Meddler(int target, Deed deed, long at) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByName(TcpRanks.HOST));
    this.target = target;
    this.deed = deed;
    this.at = at;
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : List.copyOf(sockets)) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        Socket far = new Socket(TcpRanks.HOST, target);
        sockets.add(near);
        sockets.add(far);
        daemon(() -> copy(near, far, at));
        daemon(() -> copy(far, near, Long.MAX_VALUE));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void copy(Socket from, Socket to, long meddleAt) {
    byte[] bytes = new byte[8192];
    long total = 0;
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        boolean now = total <= meddleAt && meddleAt < total + n;
        total += n;
        if (now) {
          meddle(bytes, n, to);
        }
        if (!to.isOutputShutdown()) {
          out.write(bytes, 0, n);
        }
      }
    } catch (IOException e) {
      // An end that closes is how every connection of these tests ends.
      total = -1;
    }
  }

  private void meddle(byte[] bytes, int n, Socket to) throws IOException {
    if (deed == Deed.CHANGE) {
      bytes[n - 1] ^= 1;
    } else if (deed == Deed.REPEAT) {
      to.getOutputStream().write(bytes, 0, n);
    } else {
      to.shutdownOutput();
    }
  }

  private static void daemon(Runnable body) {
    Thread thread = new Thread(body, "meddler");
    thread.setDaemon(true);
    thread.start();
  }
}
