package mclspark.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.join.Collectives;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.threads.ThreadRanks;
import org.apache.hadoop.conf.Configuration;

/** Groups of workers in this JVM, each in a thread of its own. */
public final class Workers {

  private static final long DEADLINE_SECONDS = Duration.ofMinutes(5).toSeconds();

  private Workers() {}

  /** What a worker does. */
  public interface Body<T> {
    T run(Collective member) throws Exception;
  }

  /** Gives a worker its place in the group. */
  private interface Joining {
    Collective join(int rank);
  }

  /**
   * What the workers of a thread group return, in rank order; the failure of the first failed one
   * is thrown.
   */
  public static <T> List<T> onThreads(int size, Body<T> body) throws Exception {
    CollectiveOptions deadlines =
        CollectiveOptions.defaults()
            .withDeadlines(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(20));
    List<Collective> members = ThreadRanks.group(size, deadlines);
    return run(size, members::get, body);
  }

  /** How a run of workers as threads ends, in rank order. */
  public static <R> List<Outcome<R>> train(
      JobConfig config,
      RunData data,
      String checkpoint,
      StopSignal stop,
      TrainingRun.Factory<R> factory)
      throws Exception {
    Configuration hadoop = new Configuration();
    return onThreads(
        config.ranks().workers(),
        member ->
            TrainingRun.run(
                config,
                data,
                checkpoint,
                new WorkerEnvironment(member, OptionalInt.empty(), hadoop, config.output(), stop),
                factory));
  }

  /** What the workers of a group over loopback TCP return. */
  public static <T> List<T> overTcp(int size, Body<T> body) throws Exception {
    return over(Backend.TCP, size, body);
  }

  /** The same with another back end. */
  static <T> List<T> over(Backend backEnd, int size, Body<T> body) throws Exception {
    List<TcpCollective.Listener> listeners = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      listeners.add(TcpCollective.listen("127.0.0.1", CollectiveOptions.defaults()));
      lines.add(listeners.get(rank).announcement(rank, 0, "config"));
    }
    return run(
        size,
        rank -> Collectives.join(listeners.get(rank), lines, new byte[32], "job", backEnd),
        body);
  }

  private static <T> List<T> run(int size, Joining joining, Body<T> body) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int r = 0; r < size; r++) {
        int rank = r;
        tasks.add(
            () -> {
              try (Collective member = joining.join(rank)) {
                return body.run(member);
              }
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> task : threads.invokeAll(tasks, DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        results.add(task.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }
}
