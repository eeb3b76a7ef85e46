package mclspark.image;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.List;

/** JPEG by libturbojpeg, through native buffers that are kept from picture to picture. */
final class TurboJpeg implements JpegCodec {

  // What libjpeg says of data that it reads on: all other messages are of errors. The library's own
  // code is no help, since it calls an error behind a warning a warning.
  private static final List<String> WARNINGS =
      List.of(
          "Corrupt JPEG data",
          "Inconsistent progression",
          "Invalid SOS parameters",
          "Premature end",
          "Unknown Adobe",
          "Warning:");

  private static final int FIRST_BUFFER = 1 << 20;

  // Larger buffers are given back, lest one huge picture holds its memory in every thread.
  private static final int LARGEST_KEPT = 64 << 20;

  private final Pointer handle;
  private Memory input = new Memory(FIRST_BUFFER);
  private Memory output = new Memory(FIRST_BUFFER);

  TurboJpeg() {
    handle = TurboJpegLibrary.tjInitDecompress();
    if (handle == null) {
      throw new IllegalStateException("libturbojpeg gave no decompressor");
    }
  }

  @Override
  public RgbImage decode(byte[] encoded, JpegHeader header) throws BrokenPictureException {
    try {
      return decodeInto(encoded, header);
    } finally {
      input = atMost(input);
      output = atMost(output);
    }
  }

  private RgbImage decodeInto(byte[] encoded, JpegHeader header) throws BrokenPictureException {
    boolean black = header.components() == 4;
    int rowBytes = header.width() * (black ? 4 : RgbImage.CHANNELS);
    int bytes = rowBytes * header.height();
    input = atLeast(input, encoded.length);
    output = atLeast(output, bytes);
    input.write(0, encoded, 0, encoded.length);
    int status =
        TurboJpegLibrary.tjDecompress2(
            handle,
            input,
            encoded.length,
            output,
            header.width(),
            rowBytes,
            header.height(),
            black ? TurboJpegLibrary.CMYK : TurboJpegLibrary.RGB,
            0);
    if (status != 0) {
      requireWarning(TurboJpegLibrary.tjGetErrorStr2(handle));
    }
    byte[] pixels = black ? new byte[bytes] : RgbImage.memory(bytes);
    output.read(0, pixels, 0, bytes);
    byte[] rgb = black ? Cmyk.toRgb(pixels) : pixels;
    return new RgbImage(header.width(), header.height(), rgb);
  }

  // A mere warning comes with a picture, which Pillow uses too. After an error the buffer may hold
  // rows of the picture before.
  private static void requireWarning(String message) throws BrokenPictureException {
    if (WARNINGS.stream().noneMatch(message::startsWith)) {
      throw new BrokenPictureException("the JPEG data cannot be read: " + message);
    }
  }

  private static Memory atLeast(Memory buffer, int bytes) {
    if (buffer.size() >= bytes) {
      return buffer;
    }
    Memory larger = new Memory(bytes + bytes / 4L);
    buffer.close();
    return larger;
  }

  private static Memory atMost(Memory buffer) {
    if (buffer.size() <= LARGEST_KEPT) {
      return buffer;
    }
    Memory small = new Memory(FIRST_BUFFER);
    buffer.close();
    return small;
  }

  @Override
  public void close() {
    input.close();
    output.close();
    TurboJpegLibrary.tjDestroy(handle);
  }
}
