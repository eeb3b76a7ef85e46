package mclspark.doctor;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * How fast a folder's disk is.
 *
 * @param written a second until the disk has it, in million bytes
 * @param read a second past the system's cache, in million bytes; empty where that cannot be asked
 *     for
 */
record DiskSpeed(double written, OptionalDouble read) {

  static final int BYTES = 64 << 20;
  private static final int PIECE = 1 << 20;
  private static final double NANOS_PER_MEGABYTE = 1e3;

  /** Writes a file, reads it and deletes it. */
  static DiskSpeed measure(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "mcl-doctor-", "");
    file.toFile().deleteOnExit(); // after Ctrl-C, too
    try {
      return new DiskSpeed(write(file), read(file));
    } finally {
      Files.delete(file);
    }
  }

  private static double write(Path file) throws IOException {
    byte[] piece = new byte[PIECE];
    new Random(0).nextBytes(piece); // some file systems pack what repeats
    long start = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int done = 0; done < BYTES; done += PIECE) {
        ByteBuffer rest = ByteBuffer.wrap(piece);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
      channel.force(true);
    }
    return rate(start);
  }

  private static OptionalDouble read(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      int block = (int) Files.getFileStore(file).getBlockSize();
      ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE + block).alignedSlice(block);
      long start = System.nanoTime();
      while (channel.read(buffer.limit(PIECE / block * block)) >= 0) {
        buffer.clear();
      }
      return OptionalDouble.of(rate(start));
    } catch (IOException | UnsupportedOperationException e) {
      return OptionalDouble.empty(); // such as a file system in memory
    }
  }

  private static double rate(long start) {
    return BYTES * NANOS_PER_MEGABYTE / (System.nanoTime() - start);
  }
}
