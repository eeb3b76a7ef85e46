package mclspark.collective.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import mclspark.collective.Buffers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that the workers of one machine share: a file that one of them makes, all map, and the
 * first deletes again as soon as they have. The memory is free when the last of them has ended, or
 * has dropped it and collected its garbage.
 *
 * <p>First a page with 16 random bytes, by which a worker knows that it has opened the same file,
 * then what the workers share.
 */
public final class SharedFile {

  private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);

  static final String PREFIX = "mcl-collective-";

  /** Unit in which memory is handed out. */
  static final int PAGE = 4096;

  private static final int WRITE = 1 << 20;
  private static final int TOKEN_BYTES = 16;

  /** No set-up takes so long: a file of this age was left behind by a worker that was killed. */
  private static final Duration STALE = Duration.ofHours(25);

  private final Path path;
  private final ByteBuffer memory;

  private SharedFile(Path path, ByteBuffer memory) {
    this.path = path;
    this.memory = memory;
  }

  /** Where such files are made: memory if the system has a directory for it, else any. */
  public static Path directory() {
    Path memory = Path.of("/dev/shm");
    return Files.isDirectory(memory) && Files.isWritable(memory)
        ? memory
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Makes a file that only this user may open.
   *
   * @param bytes what is to be shared, beside the first page
   * @throws IOException if there is no room for it
   */
  static SharedFile create(Path directory, long bytes) throws IOException {
    long size = PAGE + bytes;
    if (size > Integer.MAX_VALUE) {
      throw new IOException(bytes + " bytes are too many for one file");
    }
    Path path =
        Files.createTempFile(
            directory,
            PREFIX,
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      deleteStale(directory, path);
      fill(path, size);
      return new SharedFile(path, map(path, size));
    } catch (IOException e) {
      Files.delete(path);
      throw e;
    }
  }

  /**
   * Opens another worker's file.
   *
   * @param token what it says in {@link #token}
   * @param bytes what it was made with
   * @throws IOException if this machine has no such file
   */
  static SharedFile open(Path path, String token, long bytes) throws IOException {
    if (Files.size(path) != PAGE + bytes) {
      throw new IOException(path + " has another size");
    }
    SharedFile file = new SharedFile(path, map(path, PAGE + bytes));
    if (!file.token().equals(token)) {
      throw new IOException(path + " is another file");
    }
    return file;
  }

  Path path() {
    return path;
  }

  /** The file's random bytes, as text. */
  String token() {
    byte[] token = new byte[TOKEN_BYTES];
    memory.get(0, token);
    return HexFormat.of().formatHex(token);
  }

  /** What is shared; zeros at first. */
  ByteBuffer shared() {
    return Buffers.range(memory, PAGE, memory.capacity() - PAGE);
  }

  /** Removes the name; who has mapped the file keeps the memory. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /** Writes every byte: mapped memory for which there is no room would kill who touches it. */
  private static void fill(Path path, long bytes) throws IOException {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    ByteBuffer piece = ByteBuffer.allocateDirect(WRITE).put(token).clear();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      while (channel.position() < bytes) {
        piece.limit((int) Math.min(WRITE, bytes - channel.position()));
        channel.write(piece);
        piece.clear().put(new byte[TOKEN_BYTES]).clear();
      }
    }
  }

  private static ByteBuffer map(Path path, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
    }
  }

  private static void deleteStale(Path directory, Path own) throws IOException {
    Instant limit = Instant.now().minus(STALE);
    UserPrincipal user = Files.getOwner(own);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path file : files) {
        deleteIfStale(file, limit, user);
      }
    }
  }

  private static void deleteIfStale(Path file, Instant limit, UserPrincipal user)
      throws IOException {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)
          && Files.getOwner(file).equals(user)) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} was deleted by the job that made it", file, e);
    }
  }
}
