package mclspark.embed;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import mclspark.augment.Augmentation;
import mclspark.augment.CentreView;
import mclspark.image.BrokenPictureException;
import mclspark.image.ImageDecoder;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * Embeds pictures in the order in which they come: while the network works on a batch, other
 * threads decode the next one. One consumer thread, which the network belongs to.
 *
 * @param <T> what goes with a picture
 */
public final class EmbeddingStream<T> implements Iterator<EmbeddingStream.Embedded<T>> {

  private static final int BATCHES = 2; // one in the network, one being decoded
  private static final int DEADLINE_MINUTES = 10;

  private static final String NO_DIRECTION = "the network's features are all zero or not finite";

  private final Iterator<Picture<T>> pictures;
  private final EmbeddingNetwork network;
  private final Settings settings;
  private final CentreView view;
  private final Executor threads;
  private final ImageDecoder decoder = PictureThreads.decoder();
  private final ArrayDeque<Batch> begun = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private final ArrayDeque<Embedded<T>> done = new ArrayDeque<>();

  /**
   * A picture to embed.
   *
   * @param bytes the encoded picture; null if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Picture<T>(T row, byte[] bytes) {}

  /**
   * What came out.
   *
   * @param vectors one, or one of each peer; empty if there is an error
   * @param error why there is no vector; null if there is one
   * @param crc32c of the encoded picture
   * @param length of the encoded picture in bytes; -1 if there is none
   */
  public record Embedded<T>(T row, List<float[]> vectors, String error, long crc32c, int length) {}

  /**
   * How a stream works.
   *
   * @param resize shorter side before the centre crop in pixels
   * @param batch pictures of a forward pass
   * @param threads that decode, shared by all streams of this process with this number
   */
  public record Settings(int resize, int batch, int threads) {}

  /** A stream of pictures through a network, which the caller closes. */
  public EmbeddingStream(
      Iterator<Picture<T>> pictures, EmbeddingNetwork network, Settings settings) {
    this.pictures = pictures;
    this.network = network;
    this.settings = settings;
    view = Augmentation.evaluation(settings.resize(), network.cropSize());
    threads = PictureThreads.of(settings.threads());
  }

  @Override
  public boolean hasNext() {
    return !done.isEmpty() || !begun.isEmpty() || pictures.hasNext();
  }

  /**
   * The next picture.
   *
   * @throws IllegalStateException if decoding fails in an unforeseen way or takes too long
   */
  @Override
  public Embedded<T> next() {
    if (done.isEmpty()) {
      begin();
      if (begun.isEmpty()) {
        throw new NoSuchElementException();
      }
      Batch batch = begun.remove();
      batch.await();
      batch.embed();
    }
    return done.remove();
  }

  private void begin() {
    while (begun.size() < BATCHES && pictures.hasNext()) {
      Batch batch = new Batch();
      while (batch.slots.size() < settings.batch() && pictures.hasNext()) {
        batch.slots.add(new Slot(pictures.next()));
      }
      batch.decode();
      begun.add(batch);
    }
  }

  /** A vector that can be compared with others. */
  private static boolean isDirection(float... vector) {
    boolean some = false;
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
      some |= value != 0;
    }
    return some;
  }

  /** A picture in a batch; filled by one thread, read after the batch has been awaited. */
  private final class Slot {
    private final T row;
    private byte[] bytes;
    private String error;
    private long crc32c;
    private int length = -1;

    Slot(Picture<T> picture) {
      row = picture.row();
      bytes = picture.bytes();
    }

    /** Writes the crop, black if there is none. */
    void decode(byte[] crop) {
      if (bytes == null) {
        error = "there are no bytes";
      } else {
        length = bytes.length;
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        crc32c = crc.getValue();
        try {
          CounterRandom none = CounterRandom.of(0, 0, 0, Purpose.EXAMPLES); // nothing is drawn
          view.apply(decoder.decode(bytes), none, crop, 0);
        } catch (BrokenPictureException e) {
          error = e.getMessage();
        }
        bytes = null; // the garbage collector's, long before the batch is done
      }
      if (error != null) {
        Arrays.fill(crop, (byte) 0);
      }
    }
  }

  private final class Batch {
    private final List<Slot> slots = new ArrayList<>();
    private final ByteBuffer crops;
    private CountDownLatch pending;
    private volatile Throwable failure;

    Batch() {
      int bytes = Math.multiplyExact(settings.batch(), view.bytes());
      crops = free.isEmpty() ? ByteBuffer.allocateDirect(bytes) : free.remove();
    }

    void decode() {
      pending = new CountDownLatch(slots.size());
      for (int i = 0; i < slots.size(); i++) {
        int row = i;
        threads.execute(() -> decode(row));
      }
      byte[] black = new byte[view.bytes()];
      for (int row = slots.size(); row < settings.batch(); row++) {
        crops.put(row * black.length, black);
      }
    }

    private void decode(int row) {
      try {
        byte[] crop = new byte[view.bytes()];
        slots.get(row).decode(crop);
        crops.put(row * crop.length, crop);
      } catch (Throwable e) { // told to the consumer
        failure = e;
      } finally {
        pending.countDown();
      }
    }

    void await() {
      try {
        if (!pending.await(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
          throw new IllegalStateException(
              "A batch of pictures was not decoded within %d minutes".formatted(DEADLINE_MINUTES));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while pictures were decoded", e);
      }
      if (failure != null) {
        throw new IllegalStateException("Pictures cannot be decoded: " + failure, failure);
      }
    }

    void embed() {
      boolean some = slots.stream().anyMatch(slot -> slot.error == null);
      List<float[]> all = some ? network.vectors(crops) : List.of();
      for (int row = 0; row < slots.size(); row++) {
        Slot slot = slots.get(row);
        List<float[]> own = slot.error == null ? vectors(all, row) : List.of();
        if (!own.stream().allMatch(EmbeddingStream::isDirection)) {
          own = List.of();
          slot.error = NO_DIRECTION;
        }
        done.add(new Embedded<>(slot.row, own, slot.error, slot.crc32c, slot.length));
      }
      free.add(crops);
    }

    private List<float[]> vectors(List<float[]> all, int row) {
      List<float[]> own = new ArrayList<>(all.size());
      for (float[] values : all) {
        int dim = values.length / settings.batch();
        own.add(Arrays.copyOfRange(values, row * dim, (row + 1) * dim));
      }
      return own;
    }
  }
}
