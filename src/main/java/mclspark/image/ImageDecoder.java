package mclspark.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import mclspark.UserError;

/**
 * Turns the bytes of a picture file into 8-bit RGB. Thread-safe: one decoder serves all threads of
 * a process.
 *
 * <p>The first bytes say what a file is, not its name. The pixels are those of Pillow's {@code
 * convert("RGB")}: grey becomes three equal channels, CMYK and YCCK are read with Adobe's inverted
 * convention, alpha is dropped, colour profiles and the EXIF orientation are ignored as
 * torchvision's image folder ignores them, of 16-bit colours the upper 8 bits are used, and 16-bit
 * grey is clipped at 255. JPEG goes through libturbojpeg or the JDK's decoder. A JPEG file without
 * its end marker is broken; other damage is read as well as it can be, as Pillow does. PNG, GIF,
 * BMP and TIFF go through ImageIO, WebP through libwebp.
 */
public final class ImageDecoder implements AutoCloseable {

  /** Pictures with more pixels are refused; Pillow warns from this size on. */
  static final long MOST_PIXELS = 89_478_485;

  // A picture and what it was made of take 6 bytes a pixel; a quarter of the heap is for one.
  private static final long HEAP_BYTES_A_PIXEL = 24;

  private final String description;
  private final Supplier<JpegCodec> codecs;
  private final Queue<JpegCodec> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private ImageDecoder(String description, Supplier<JpegCodec> codecs) {
    this.description = description;
    this.codecs = codecs;
  }

  /**
   * Opens a decoder.
   *
   * @throws UserError if {@code choice} is {@link DecoderChoice#TURBOJPEG} and the machine has no
   *     libturbojpeg
   */
  public static ImageDecoder open(DecoderChoice choice) {
    boolean turbo = TurboJpegLibrary.name().isPresent();
    if (choice == DecoderChoice.TURBOJPEG && !turbo) {
      throw new UserError(
          "The JPEG decoder turbojpeg was asked for, but this machine has no usable libturbojpeg ("
              + TurboJpegLibrary.reason()
              + "); install it (libturbojpeg0 on Debian and Ubuntu) or choose auto or jdk.");
    }
    if (choice == DecoderChoice.JDK || !turbo) {
      return new ImageDecoder("JDK ImageIO " + Runtime.version().feature(), JdkJpeg::new);
    }
    return new ImageDecoder(TurboJpegLibrary.name().orElseThrow(), TurboJpeg::new);
  }

  /** The decoders that this machine has, the fastest first. */
  public static List<DecoderChoice> available() {
    List<DecoderChoice> choices = new ArrayList<>();
    if (TurboJpegLibrary.name().isPresent()) {
      choices.add(DecoderChoice.TURBOJPEG);
    }
    choices.add(DecoderChoice.JDK);
    return choices;
  }

  /** Which program reads JPEG files, such as "libturbojpeg 2.1.5" or "JDK ImageIO 17". */
  public String description() {
    return description;
  }

  /**
   * Decodes a whole file.
   *
   * @throws BrokenPictureException if the bytes hold no picture that can be read
   */
  public RgbImage decode(byte[] encoded) throws BrokenPictureException {
    try {
      return decodeAny(encoded);
    } catch (OutOfMemoryError e) {
      return decodeAlone(encoded);
    }
  }

  // Large pictures that do not fit beside each other may do so one by one.
  private synchronized RgbImage decodeAlone(byte[] encoded) throws BrokenPictureException {
    try {
      return decodeAny(encoded);
    } catch (OutOfMemoryError e) {
      throw new BrokenPictureException("it does not fit the memory that the worker has left", e);
    }
  }

  private RgbImage decodeAny(byte[] encoded) throws BrokenPictureException {
    if (encoded.length == 0) {
      throw new BrokenPictureException("it is empty");
    }
    if (JpegHeader.isJpeg(encoded)) {
      return decodeJpeg(encoded);
    }
    if (PnmPicture.isPnm(encoded)) {
      return PnmPicture.decode(encoded);
    }
    if (WebpPicture.isWebp(encoded)) {
      return WebpPicture.decode(encoded);
    }
    return ImageIoPictures.decode(encoded);
  }

  private RgbImage decodeJpeg(byte[] encoded) throws BrokenPictureException {
    JpegHeader header = JpegHeader.read(encoded);
    requireSize(header.width(), header.height());
    if (!JpegEnd.isThere(encoded, header.scan())) {
      throw new BrokenPictureException("it is cut off: the end marker of the JPEG data is missing");
    }
    byte[] complete = JpegTables.complete(encoded, header);
    JpegCodec codec = idle.poll();
    if (codec == null) {
      codec = codecs.get();
    }
    try {
      return codec.decode(complete, header);
    } finally {
      giveBack(codec);
    }
  }

  private void giveBack(JpegCodec codec) {
    idle.add(codec);
    if (closed) {
      close();
    }
  }

  /** Refuses pictures without pixels and those that would not fit the memory. */
  static void requireSize(int width, int height) throws BrokenPictureException {
    requireSize(width, height, Runtime.getRuntime().maxMemory());
  }

  /** The same in a heap of {@code heap} bytes. */
  static void requireSize(int width, int height, long heap) throws BrokenPictureException {
    long fitting = heap / HEAP_BYTES_A_PIXEL;
    if (width < 1 || height < 1 || (long) width * height > Math.min(MOST_PIXELS, fitting)) {
      throw new BrokenPictureException(
          "its size is %d x %d pixels; 1 to %d are read%s"
              .formatted(
                  width,
                  height,
                  Math.min(MOST_PIXELS, fitting),
                  fitting < MOST_PIXELS ? " in a heap of %d MiB".formatted(heap >> 20) : ""));
    }
  }

  /** Frees the native memory; a decoder that is still working frees its own when it is done. */
  @Override
  public void close() {
    closed = true;
    for (JpegCodec codec = idle.poll(); codec != null; codec = idle.poll()) {
      codec.close();
    }
  }
}
