package mclspark.tensor.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Direct buffers that are page-locked, so that a GPU fetches what they hold by itself. They are
 * held, and stay locked, until this is closed or nobody has it any more. Safe for several threads.
 */
public final class PageLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PageLock.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final Locked locked;
  private final Cleaner.Cleanable end;

  /** Locks memory for a GPU. */
  public PageLock(CudaRuntime cuda, int gpu) {
    locked = new Locked(cuda, gpu);
    end = CLEANER.register(this, locked);
  }

  /** Locks a buffer's memory; where CUDA refuses, that is told once, and it stays as it is. */
  public void add(ByteBuffer memory) {
    locked.add(memory);
  }

  /** Whether all bytes from position to limit are locked. */
  public boolean holds(ByteBuffer values) {
    return locked.holds(values);
  }

  /** Unlocks all buffers: no copy from them may run any more. */
  @Override
  public void close() {
    end.clean();
  }

  private static final class Locked implements Runnable {

    private final CudaRuntime cuda;
    private final int gpu;
    private final TreeMap<Long, ByteBuffer> buffers = new TreeMap<>(); // by address
    private boolean refused;

    Locked(CudaRuntime cuda, int gpu) {
      this.cuda = cuda;
      this.gpu = gpu;
    }

    synchronized void add(ByteBuffer memory) {
      long address = address(memory);
      if (refused || memory.capacity() == 0 || buffers.containsKey(address)) {
        return;
      }
      try {
        cuda.use(gpu); // a thread without a GPU would open a context on GPU 0
        cuda.lock(new Pointer(address), memory.capacity());
        buffers.put(address, memory);
      } catch (IllegalStateException | UnsatisfiedLinkError e) {
        refused = true;
        LOG.warn(
            "Crops reach GPU {} by way of another buffer, as their own memory is not page-locked:"
                + " {}. The limit may be too low (ulimit -l).",
            gpu,
            e.getMessage());
      }
    }

    synchronized boolean holds(ByteBuffer values) {
      if (!values.isDirect()) {
        return false;
      }
      long first = address(values) + values.position();
      var buffer = buffers.floorEntry(first);
      return buffer != null
          && first + values.remaining() <= buffer.getKey() + buffer.getValue().capacity();
    }

    /** Perhaps on the cleaner's thread. */
    @Override
    public synchronized void run() {
      try {
        cuda.use(gpu);
        for (long address : buffers.keySet()) {
          cuda.unlock(new Pointer(address));
        }
      } catch (IllegalStateException e) {
        LOG.debug("Memory stays page-locked until this process ends: {}", e.getMessage());
      }
      buffers.clear();
    }

    private static long address(ByteBuffer buffer) {
      return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }
  }
}
