package mclspark.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write into an output folder, which one process has at a time: the file {@code
 * lease.json} there, which its holder writes anew every ten seconds. Who finds the file refuses to
 * start, unless its holder is known to be dead or does not touch it for a minute. No two clocks are
 * compared. Where two may make the same file, as in buckets without conditional writes, the last to
 * write it has the lease; the others find that out before they start, or at their next beat.
 */
public final class OutputLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputLease.class);
  private static final String NAME = "lease.json";
  private static final long POLL_MILLIS = 500;
  private static final Times TIMES =
      new Times(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(2));
  // After Spark's, which ends the workers, and before that of Hadoop's file systems.
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 10;

  /**
   * How patient a lease is.
   *
   * @param beat how often it is written anew
   * @param silence after which its holder counts as dead
   * @param settling how far apart two others may take over the same dead lease
   */
  record Times(Duration beat, Duration silence, Duration settling) {}

  /**
   * What needs the lease.
   *
   * @param <T> what it yields
   */
  @FunctionalInterface
  public interface Work<T> {

    /** Writes into the output. */
    T run() throws InterruptedException;
  }

  /**
   * Work that asks whether the lease is still held, before its last word.
   *
   * @param <T> what it yields
   */
  @FunctionalInterface
  public interface HeldWork<T> {

    /**
     * Writes into the output.
     *
     * @param held whether it may still do so
     */
    T run(BooleanSupplier held) throws InterruptedException;
  }

  private final LeaseFile file;
  private final Times times;
  private final Thread owner = Thread.currentThread();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(OutputLease::daemon);
  private final Runnable hook = this::release;
  private LeaseHolder self; // the heart's, after take
  private volatile UserError lost;
  private boolean released;

  OutputLease(String output, Configuration hadoop, Times times) {
    file = new LeaseFile(new Path(output, NAME), hadoop);
    self = LeaseHolder.self(folder());
    this.times = times;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "output-lease");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Does work while no other process may write into the same folder. If the lease is lost all the
   * same, the calling thread is interrupted.
   *
   * @throws UserError if another process holds the folder, or has taken it over
   */
  public static <T> T holding(String output, Configuration hadoop, Work<T> work)
      throws InterruptedException {
    return holding(output, hadoop, held -> work.run());
  }

  /** As above, for work that tells of its own end. */
  public static <T> T holding(String output, Configuration hadoop, HeldWork<T> work)
      throws InterruptedException {
    return new OutputLease(output, hadoop, TIMES).hold(work);
  }

  /**
   * What {@link #holding} would refuse now, without taking the lease.
   *
   * @return empty if no living process holds the folder
   * @throws UserError if the lease can't be read
   */
  public static Optional<String> problem(String output, Configuration hadoop)
      throws InterruptedException {
    try (OutputLease looking = new OutputLease(output, hadoop, TIMES)) {
      return looking.problem();
    }
  }

  Optional<String> problem() throws InterruptedException {
    try {
      Optional<String> found = file.read();
      if (found.isPresent()) {
        refuseLiving(found.get());
      }
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of(e.getMessage());
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(file.path(), e);
    }
  }

  <T> T hold(Work<T> work) throws InterruptedException {
    return hold(held -> work.run());
  }

  private <T> T hold(HeldWork<T> work) throws InterruptedException {
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
    try (this) {
      take();
      T result = work.run(this::isHeld);
      refuseIfLost();
      return result;
    } catch (InterruptedException | RuntimeException e) { // an interrupt has many ways out
      refuseIfLost();
      throw e;
    }
  }

  private String folder() {
    return file.path().getParent().toString();
  }

  private synchronized boolean isHeld() {
    try {
      return lost == null && holder().filter(self::isSame).isPresent();
    } catch (IOException | FSError e) { // nobody knows, so nothing is written
      LOG.warn("Cannot read {}: {}", file.path(), e.toString());
      return false;
    }
  }

  private void refuseIfLost() {
    if (lost != null) {
      throw lost;
    }
  }

  private void take() throws InterruptedException {
    try {
      boolean tookOver = false;
      while (!file.create(self)) {
        tookOver |= removeDead();
      }
      if (tookOver || !file.isCreatedByOne()) {
        settle();
      }
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(file.path(), e);
    }
    long millis = times.beat().toMillis();
    heart.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** False if the lease was released just now. */
  private boolean removeDead() throws IOException, InterruptedException {
    Optional<String> found = file.read();
    if (found.isEmpty()) {
      return false;
    }
    refuseLiving(found.get());
    String who = describe(LeaseHolder.parse(found.get()));
    LOG.warn("Taking {} over from {}, which has died", file.path().getParent(), who);
    file.delete();
    return true;
  }

  /** Where that can't be known at once it is watched, which takes up to the silence. */
  private void refuseLiving(String text) throws IOException, InterruptedException {
    Optional<LeaseHolder> holder = LeaseHolder.parse(text);
    // In a copy of the folder the lease of the original says nothing: only its beat would.
    Optional<Boolean> alive =
        holder.filter(h -> h.output().equals(folder())).flatMap(LeaseHolder::isAlive);
    if (alive.isEmpty()) {
      String who = describe(holder);
      LOG.info("{} was left to {}: watching whether it still lives", file.path().getParent(), who);
    }
    if (alive.isPresent() ? alive.get() : changes(text)) {
      throw refusal(holder.isPresent() ? holder : holder());
    }
  }

  /** Whether a process of another machine writes its lease anew, which a live one does. */
  private boolean changes(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + times.silence().toNanos();
    while (System.nanoTime() - deadline < 0) {
      Thread.sleep(Math.min(POLL_MILLIS, times.beat().toMillis()));
      if (!file.read().equals(Optional.of(text))) {
        return true;
      }
    }
    return false;
  }

  /** Another process may have removed the same dead lease, and then ours, or made one as well. */
  private void settle() throws IOException, InterruptedException {
    Thread.sleep(times.settling().toMillis());
    Optional<LeaseHolder> now = holder();
    if (now.filter(self::isSame).isEmpty()) {
      throw refusal(now);
    }
  }

  private Optional<LeaseHolder> holder() throws IOException {
    return file.read().flatMap(LeaseHolder::parse);
  }

  private UserError refusal(Optional<LeaseHolder> holder) {
    return new UserError(
        "%s is in use by %s. Wait for its end, end it, or choose another output folder."
            .formatted(file.path().getParent(), describe(holder)));
  }

  private static String describe(Optional<LeaseHolder> holder) {
    return holder.map(LeaseHolder::description).orElse("a process that did not say which");
  }

  private synchronized void beat() {
    if (released) {
      return;
    }
    try {
      Optional<String> text = file.read();
      Optional<LeaseHolder> holder = text.flatMap(LeaseHolder::parse);
      if (text.isEmpty()) { // somebody has removed it by hand
        file.create(self);
      } else if (holder.isPresent() && !self.isSame(holder.get())) {
        lose(holder);
      } else {
        self = self.next();
        file.write(self);
      }
    } catch (IOException | FSError | RuntimeException e) { // thrown, it would end all further beats
      LOG.warn(
          "Cannot write {} anew; another process may take the output over after {} s: {}",
          file.path(),
          times.silence().toSeconds(),
          e.toString());
    }
  }

  private void lose(Optional<LeaseHolder> holder) {
    lost =
        new UserError(
            ("%s was taken over by %s, because this process had not written %s for %d s (was"
                    + " it frozen?). This run ends; what it has saved stands.")
                .formatted(
                    file.path().getParent(), describe(holder), NAME, times.silence().toSeconds()));
    heart.shutdown();
    owner.interrupt();
  }

  @Override
  public void close() {
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
    release();
  }

  /** Touches no lease but the own one. */
  private synchronized void release() {
    released = true;
    heart.shutdown();
    try {
      if (holder().filter(self::isSame).isPresent()) {
        file.delete();
      }
    } catch (IOException | FSError | RuntimeException e) { // the end of the work matters more
      LOG.warn("Cannot remove {}; the next run will: {}", file.path(), e.toString());
    }
  }
}
