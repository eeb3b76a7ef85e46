package mclspark.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import mclspark.UserError;
import mclspark.storage.CommittedFile;
import mclspark.storage.CountingStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Fetches the official CIFAR-100 binary archive (169 MB) and unpacks it while it comes. The files
 * get their names only when the whole archive has passed its checksum.
 *
 * @param archive where it lies
 * @param md5 its checksum, 32 hexadecimal digits
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest silence of the server
 */
public record Cifar100Download(
    URI archive, String md5, Duration connectTimeout, Duration readTimeout) {

  private static final Set<String> WANTED =
      Set.of("train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt");

  private static final int BUFFER = 1 << 16;

  /** The archive of the data set's authors, with the checksum that they publish. */
  public static Cifar100Download official() {
    return new Cifar100Download(
        URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
        "03b5dce01913d631647c71ecec9e9cb8",
        Duration.ofSeconds(10),
        Duration.ofSeconds(60));
  }

  /**
   * Downloads, verifies and unpacks.
   *
   * @param folder where train.bin, test.bin and the two lists of names go
   * @param progress is told the compressed bytes so far, now and then
   * @throws UserError if there is no network, the server has no such file, the checksum is wrong or
   *     the folder cannot be written; no file has changed then
   */
  public void to(String folder, Configuration configuration, LongConsumer progress) {
    Map<String, CommittedFile> unpacked = new LinkedHashMap<>();
    try {
      String found = unpack(connect(), new Path(folder), configuration, unpacked, progress);
      check(found, unpacked);
      commit(unpacked, folder);
    } finally {
      unpacked.values().forEach(file -> discard(file, folder));
    }
  }

  private static void commit(Map<String, CommittedFile> unpacked, String folder) {
    try {
      for (CommittedFile file : unpacked.values()) {
        file.commit();
      }
    } catch (IOException e) {
      throw notWritten(folder, e);
    }
  }

  private static void discard(CommittedFile file, String folder) {
    try {
      file.close();
    } catch (IOException e) {
      throw notWritten(folder, e);
    }
  }

  private InputStream connect() {
    try {
      HttpURLConnection connection = (HttpURLConnection) archive.toURL().openConnection();
      connection.setConnectTimeout((int) connectTimeout.toMillis());
      connection.setReadTimeout((int) readTimeout.toMillis());
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw notFetched("the server answers " + connection.getResponseCode(), null);
      }
      return connection.getInputStream();
    } catch (IOException e) {
      throw notFetched("no connection: " + e, e);
    }
  }

  /** Writes the wanted entries under temporary names and returns the checksum of the archive. */
  private String unpack(
      InputStream body,
      Path folder,
      Configuration configuration,
      Map<String, CommittedFile> unpacked,
      LongConsumer progress) {
    MessageDigest digest = newMd5();
    try (DigestInputStream hashed = new DigestInputStream(body, digest);
        CountingStream counted = new CountingStream(hashed, progress);
        BufferedInputStream buffered = new BufferedInputStream(counted, BUFFER);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(buffered))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        // Only the last part of the name: an archive has no say in where its files go.
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && WANTED.contains(name) && !unpacked.containsKey(name)) {
          CommittedFile file = create(new Path(folder, name), configuration);
          unpacked.put(name, file);
          copy(tar, file, folder);
        }
      }
      // What follows the end of the tar belongs to the checksum too.
      buffered.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw notFetched("the download broke off or is no tar.gz archive: " + e, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static CommittedFile create(Path place, Configuration configuration) {
    try {
      return CommittedFile.create(place, configuration);
    } catch (IOException e) {
      throw notWritten(place.getParent().toString(), e);
    }
  }

  /** Tells a fault of the network from one of the disk. */
  private static void copy(InputStream from, CommittedFile to, Path folder) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      try {
        to.stream().write(buffer, 0, n);
      } catch (IOException e) {
        throw notWritten(folder.toString(), e);
      }
    }
    try {
      to.finish();
    } catch (IOException e) {
      throw notWritten(folder.toString(), e);
    }
  }

  private void check(String found, Map<String, CommittedFile> unpacked) {
    if (!found.equals(md5)) {
      throw notFetched("its MD5 is " + found + " instead of " + md5, null);
    }
    if (!unpacked.keySet().equals(WANTED)) {
      throw notFetched(
          "it holds " + new TreeSet<>(unpacked.keySet()) + " instead of " + new TreeSet<>(WANTED),
          null);
    }
  }

  private UserError notFetched(String reason, Throwable cause) {
    return new UserError(
        "CIFAR-100 cannot be downloaded from "
            + archive
            + " ("
            + reason
            + "); try again, unpack the archive by hand, or generate pictures with"
            + " 'mcl data shapes --out DIR'.",
        cause);
  }

  private static UserError notWritten(String folder, IOException cause) {
    return new UserError(
        "The folder "
            + folder
            + " cannot be written ("
            + cause.getMessage()
            + "); choose another one or make room.",
        cause);
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
