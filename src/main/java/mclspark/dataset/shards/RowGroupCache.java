package mclspark.dataset.shards;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.image.BrokenPictureException;

/**
 * The row groups read last, as many as fit a number of bytes, but at least one. A group that
 * several threads want is read once. All caches of a JVM together take a third of its heap at most,
 * since workers may share it. Thread-safe.
 */
final class RowGroupCache {

  /** Reads a row group. */
  interface Loader {
    RowGroup load(int group) throws IOException, BrokenPictureException;
  }

  private static final long DEADLINE_MINUTES = 10;
  private static final int PART_OF_HEAP = 3;
  private static final Set<RowGroupCache> ALL =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final long most;
  private final Loader loader;
  private final LinkedHashMap<Integer, FutureTask<RowGroup>> groups =
      new LinkedHashMap<>(16, 0.75f, true); // in the order of their last use
  private final Map<Integer, Long> sizes = new HashMap<>();
  private long bytes;

  /**
   * Creates an empty cache.
   *
   * @param most bytes of pictures that it keeps
   */
  RowGroupCache(long most, Loader loader) {
    this.most = most;
    this.loader = loader;
    ALL.add(this);
  }

  /**
   * A row group, read if need be.
   *
   * @throws BrokenPictureException if the group is damaged
   */
  RowGroup get(int group) throws IOException, BrokenPictureException {
    FutureTask<RowGroup> own = new FutureTask<>(() -> loader.load(group));
    FutureTask<RowGroup> task;
    synchronized (groups) {
      task = groups.computeIfAbsent(group, key -> own);
    }
    if (task != own) {
      return await(group, task);
    }
    own.run();
    RowGroup read = await(group, own);
    keep(group, read.bytes());
    return read;
  }

  private RowGroup await(int group, FutureTask<RowGroup> task)
      throws IOException, BrokenPictureException {
    try {
      return task.get(DEADLINE_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      forget(group, task);
      throw translated(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("row group " + group + " was not read in ten minutes", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while row group " + group + " is read", e);
    }
  }

  private static IOException translated(Throwable cause) throws BrokenPictureException {
    if (cause instanceof BrokenPictureException broken) {
      throw new BrokenPictureException(broken.getMessage(), broken);
    }
    return new IOException(cause.getMessage(), cause);
  }

  private void forget(int group, FutureTask<RowGroup> task) {
    synchronized (groups) {
      groups.remove(group, task);
    }
  }

  private void keep(int group, long size) {
    long limit = Math.min(most, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / ALL.size());
    synchronized (groups) {
      sizes.put(group, size);
      bytes += size;
      Iterator<Integer> oldest = groups.keySet().iterator();
      while (bytes > limit && oldest.hasNext()) {
        int old = oldest.next();
        if (old != group && sizes.containsKey(old)) { // others are still being read
          bytes -= sizes.remove(old);
          oldest.remove();
        }
      }
    }
  }

  /** Bytes of the pictures that are kept. */
  long bytes() {
    synchronized (groups) {
      return bytes;
    }
  }
}
