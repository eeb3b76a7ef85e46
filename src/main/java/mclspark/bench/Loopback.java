package mclspark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * What the kernel takes to copy bytes through loopback TCP: one thread writes as fast as it can,
 * another reads, and nothing else is done with the bytes. No exchange over TCP on one machine of
 * two cores can do much better.
 */
final class Loopback {

  private static final int WARM_UP = 3;
  private static final int PIECE = 1 << 20; // stays in the cache, which makes the copy fastest
  private static final double MILLION = 1e6;

  private Loopback() {}

  /** Median time for so many bytes, in milliseconds. */
  static double millis(long bytes, int rounds) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel out = SocketChannel.open(server.getLocalAddress());
          SocketChannel in = server.accept()) {
        ByteBuffer source = ByteBuffer.allocateDirect(PIECE);
        ByteBuffer target = ByteBuffer.allocateDirect(PIECE);
        double[] millis = new double[rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
          long start = System.nanoTime();
          CompletableFuture<Void> writing =
              CompletableFuture.runAsync(() -> write(out, source, bytes));
          read(in, target, bytes);
          writing.join();
          millis[Math.max(0, round)] = (System.nanoTime() - start) / MILLION;
        }
        return Timing.median(millis);
      }
    }
  }

  private static void write(SocketChannel channel, ByteBuffer source, long bytes) {
    try {
      for (long left = bytes; left > 0; left -= source.limit()) {
        source.clear().limit((int) Math.min(PIECE, left));
        while (source.hasRemaining()) {
          channel.write(source);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(SocketChannel channel, ByteBuffer target, long bytes)
      throws IOException {
    for (long left = bytes; left > 0; left -= target.limit()) {
      target.clear().limit((int) Math.min(PIECE, left));
      while (target.hasRemaining()) {
        if (channel.read(target) < 0) {
          throw new IOException("The connection over loopback ended early");
        }
      }
    }
  }
}
