package mclspark.embed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;

/** What all streams of this process decode with. */
final class PictureThreads {

  private static final int IDLE_SECONDS = 10;
  private static final Map<Integer, Executor> BY_NUMBER = new ConcurrentHashMap<>();

  private static final class Decoder {
    static final ImageDecoder HERE = ImageDecoder.open(DecoderChoice.AUTO);
  }

  private PictureThreads() {}

  /** So many threads, which end when there is nothing to do. */
  static Executor of(int number) {
    return BY_NUMBER.computeIfAbsent(number, PictureThreads::start);
  }

  /** The decoder of this process. */
  static ImageDecoder decoder() {
    return Decoder.HERE;
  }

  private static Executor start(int number) {
    AtomicInteger next = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            number,
            number,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // a stream has two batches in it at most
            work -> {
              Thread thread = new Thread(work, "embedded-pictures-" + next.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
