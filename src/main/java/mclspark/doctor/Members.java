package mclspark.doctor;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.wire.GroupKey;

/** A group of workers that are threads of this process and meet over loopback. */
final class Members {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Members() {}

  /** Joins a group as one of its workers. */
  @FunctionalInterface
  interface Joining {
    Collective join(TcpCollective.Listener listener, List<String> announcements, byte[] secret);
  }

  /** What a worker does in the group. */
  @FunctionalInterface
  interface Work<T> {
    T of(Collective workers) throws Exception;
  }

  /**
   * Lets workers meet and work.
   *
   * @return what each of them yields, in rank order
   * @throws TimeoutException if it takes more than 20 s
   */
  static <T> List<T> work(int size, Joining joining, Work<T> work)
      throws InterruptedException, ExecutionException, TimeoutException {
    CollectiveOptions settings =
        CollectiveOptions.defaults().withDeadlines(PATIENCE, PATIENCE, PATIENCE);
    byte[] secret = new byte[GroupKey.BYTES];
    new SecureRandom().nextBytes(secret);
    List<TcpCollective.Listener> listeners = new ArrayList<>();
    List<String> announcements = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      listeners.add(TcpCollective.listen(LOOPBACK, settings));
      announcements.add(listeners.get(rank).announcement(rank, 0, "doctor"));
    }
    ExecutorService threads = Executors.newFixedThreadPool(size, Members::daemon);
    try {
      List<Future<T>> results = new ArrayList<>();
      for (TcpCollective.Listener listener : listeners) {
        Callable<T> member =
            () -> {
              try (Collective workers = joining.join(listener, announcements, secret)) {
                return work.of(workers);
              }
            };
        results.add(threads.submit(member));
      }
      List<T> values = new ArrayList<>();
      for (Future<T> result : results) {
        values.add(result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return values;
    } finally {
      threads.shutdownNow();
      listeners.forEach(TcpCollective.Listener::close);
    }
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "mcl-doctor-member");
    thread.setDaemon(true);
    return thread;
  }
}
