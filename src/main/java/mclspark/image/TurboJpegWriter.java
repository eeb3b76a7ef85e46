package mclspark.image;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;

/** JPEG by libturbojpeg. */
public final class TurboJpegWriter implements JpegWriter {

  private final Pointer handle;
  private final int quality;

  public TurboJpegWriter(int quality) {
    this.quality = quality;
    handle = TurboJpegLibrary.tjInitCompress();
    if (handle == null) {
      throw new IllegalStateException("libturbojpeg gave no compressor");
    }
  }

  @Override
  public byte[] encode(RgbImage picture) {
    int width = picture.width();
    int height = picture.height();
    int chroma = TurboJpegLibrary.CHROMA_420;
    long most = TurboJpegLibrary.tjBufSize(width, height, chroma).longValue();
    try (Memory pixels = new Memory(picture.bytes());
        Memory out = new Memory(most)) {
      pixels.write(0, picture.pixels(), 0, picture.bytes());
      PointerByReference place = new PointerByReference(out);
      NativeLongByReference size = new NativeLongByReference(new NativeLong(most));
      int status =
          TurboJpegLibrary.tjCompress2(
              handle,
              pixels,
              width,
              RgbImage.CHANNELS * width,
              height,
              TurboJpegLibrary.RGB,
              place,
              size,
              chroma,
              quality,
              TurboJpegLibrary.NO_REALLOCATION);
      if (status != 0) {
        throw new IllegalStateException(
            "libturbojpeg: " + TurboJpegLibrary.tjGetErrorStr2(handle) + " for " + picture);
      }
      return out.getByteArray(0, (int) size.getValue().longValue());
    }
  }

  @Override
  public void close() {
    TurboJpegLibrary.tjDestroy(handle);
  }
}
