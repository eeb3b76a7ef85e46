package mclspark.collective.threads;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Failure;
import mclspark.collective.RankFailedException;

/**
 * Groups of this JVM by key, so that threads that share nothing else can meet. A key is forgotten
 * when all who joined under it have left.
 */
final class ThreadRegistry {

  private static final Map<String, Entry> GROUPS = new HashMap<>();

  private ThreadRegistry() {}

  /** A group that is being joined, and how many of its workers are in. */
  private static final class Entry {
    private final ThreadRendezvous group;
    private final BitSet joined = new BitSet();
    private int present;

    Entry(ThreadRendezvous group) {
      this.group = group;
    }
  }

  /** Registers a worker and waits for the others. */
  static ThreadRendezvous join(String key, int rank, int size, CollectiveOptions settings) {
    synchronized (GROUPS) {
      Entry entry =
          GROUPS.computeIfAbsent(
              key, k -> new Entry(new ThreadRendezvous(size, settings.progress())));
      if (entry.group.size() != size || entry.joined.get(rank)) {
        throw new IllegalArgumentException(
            "rank "
                + rank
                + " of "
                + size
                + " cannot join a group of "
                + entry.group.size()
                + " that has ranks "
                + entry.joined);
      }
      entry.joined.set(rank);
      entry.present++;
      GROUPS.notifyAll();
      try {
        awaitAll(entry, rank, settings);
      } catch (RankFailedException e) {
        leave(key, entry.group);
        throw e;
      }
      return entry.group;
    }
  }

  /** Takes one worker out of a group. */
  static void leave(String key, ThreadRendezvous group) {
    synchronized (GROUPS) {
      Entry entry = GROUPS.get(key);
      if (entry != null && entry.group.equals(group) && --entry.present == 0) {
        GROUPS.remove(key);
      }
    }
  }

  /** Number of groups that somebody is in. */
  static int groups() {
    synchronized (GROUPS) {
      return GROUPS.size();
    }
  }

  private static void awaitAll(Entry entry, int rank, CollectiveOptions settings) {
    long deadline = System.nanoTime() + settings.setUp().toNanos();
    int size = entry.group.size();
    while (entry.joined.cardinality() < size) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      int missing = entry.joined.nextClearBit(0);
      if (millis <= 0) {
        String wait = CollectiveOptions.text(settings.setUp());
        throw new Failure(missing, "rank " + missing + " did not join within " + wait)
            .during("set-up");
      }
      try {
        GROUPS.wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RankFailedException(rank, "set-up failed: rank " + rank + " was interrupted", e);
      }
    }
  }
}
