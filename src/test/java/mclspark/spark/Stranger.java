package mclspark.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Connects again and again to every port that the given processes begin to listen at, and says what
 * no worker says.
 */
final class Stranger implements AutoCloseable {

  private static final String LISTENING = "0A";
  private static final int MOST_OPEN = 50;

  private final Supplier<List<ProcessHandle>> processes;
  private final Set<String> known;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new ArrayList<>();
  private final Thread thread = new Thread(this::pester, "stranger");
  private volatile boolean ended;

  /** Starts; ports that are open already are let alone. */
  Stranger(Supplier<List<ProcessHandle>> processes) {
    this.processes = processes;
    known = new HashSet<>(sockets());
    thread.setDaemon(true);
    thread.start();
  }

  /** Connections that were accepted so far. */
  int connections() {
    return connections.get();
  }

  private void pester() {
    while (!ended) {
      Set<String> own = sockets();
      for (String line : listening()) {
        String[] fields = line.strip().split("\\s+");
        if (own.contains(fields[9]) && !known.contains(fields[9])) {
          connect(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
        }
      }
    }
  }

  private void connect(int port) {
    try {
      Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
      open.add(socket);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      connections.incrementAndGet();
      if (open.size() > MOST_OPEN) {
        open.remove(0).close();
      }
    } catch (IOException e) { // the port was closed meanwhile, or this connection
      Thread.onSpinWait();
    }
  }

  private static List<String> listening() {
    List<String> lines = new ArrayList<>();
    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        Files.readAllLines(Path.of(file)).stream()
            .filter(line -> line.strip().split("\\s+")[3].equals(LISTENING))
            .forEach(lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  /** Numbers (inodes) of the sockets of all processes. */
  private Set<String> sockets() {
    Set<String> inodes = new HashSet<>();
    for (ProcessHandle process : processes.get()) {
      Path files = Path.of("/proc", Long.toString(process.pid()), "fd");
      try (Stream<Path> entries = Files.list(files)) {
        entries
            .map(Stranger::target)
            .filter(name -> name.startsWith("socket:["))
            .forEach(name -> inodes.add(name.substring("socket:[".length(), name.length() - 1)));
      } catch (IOException | UncheckedIOException e) { // the process has ended
        Thread.onSpinWait();
      }
    }
    return inodes;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) { // closed meanwhile
      return "";
    }
  }

  @Override
  public void close() throws InterruptedException, IOException {
    ended = true;
    thread.join(10_000);
    for (Socket socket : open) {
      socket.close();
    }
  }
}
