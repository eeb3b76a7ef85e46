package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import mclspark.UserError;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100DownloadTest {

  private static final List<String> ALL =
      List.of("train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt");

  @TempDir Path folder;
  private HttpServer server;
  private byte[] served = new byte[0];

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/archive.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, served.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(served);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static byte[] content(String name) {
    byte[] bytes = new byte[name.endsWith(".bin") ? 200_000 : 11];
    Arrays.fill(bytes, (byte) name.length());
    return bytes;
  }

  private static byte[] archive(List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), StandardCharsets.UTF_8.name())) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry("../../cifar-100-binary/" + name, true);
        entry.setSize(content(name).length);
        tar.putArchiveEntry(entry);
        tar.write(content(name));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private Cifar100Download download(String path, byte[] expected) throws Exception {
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(expected));
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new Cifar100Download(uri, md5, Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  private String refused(Cifar100Download download) {
    UserError error =
        assertThrows(
            UserError.class,
            () -> download.to(folder.toString(), new Configuration(), bytes -> {}));
    return error.getMessage();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theFourFilesAreUnpackedIntoTheFolder() throws Exception {
    served = archive(List.of("train.bin", "x.html", ALL.get(1), ALL.get(2), ALL.get(3)));
    Files.writeString(folder.resolve("test.bin"), "old");
    AtomicLong progress = new AtomicLong();
    download("/archive.tar.gz", served).to(folder.toString(), new Configuration(), progress::set);
    assertEquals(ALL.stream().sorted().toList(), files());
    for (String name : ALL) {
      assertArrayEquals(content(name), Files.readAllBytes(folder.resolve(name)));
    }
    assertEquals(served.length, progress.get());
  }

  @Test
  void aWrongChecksumLeavesNothingBehind() throws Exception {
    served = archive(ALL);
    Files.writeString(folder.resolve("test.bin"), "old");
    String message = refused(download("/archive.tar.gz", new byte[1]));
    assertTrue(message.contains("MD5 is"), message);
    assertTrue(message.contains("instead of"), message);
    assertEquals(List.of("test.bin"), files());
    assertEquals("old", Files.readString(folder.resolve("test.bin")));
  }

  @Test
  void aBrokenOrIncompleteArchiveLeavesNothingBehind() throws Exception {
    served = Arrays.copyOf(archive(ALL), 400);
    assertTrue(refused(download("/archive.tar.gz", served)).contains("broke off"));
    served = archive(ALL.subList(0, 3));
    assertTrue(refused(download("/archive.tar.gz", served)).contains("coarse_label_names.txt"));
    assertEquals(List.of(), files());
  }

  @Test
  void aMissingFileOnTheServerIsTold() throws Exception {
    String message = refused(download("/other", served));
    assertTrue(message.contains("the server answers 404"), message);
  }

  @Test
  void noNetworkIsOneSentence() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/archive.tar.gz");
    Duration second = Duration.ofSeconds(1);
    String message = refused(new Cifar100Download(nobody, "0", second, second));
    assertTrue(message.contains("no connection"), message);
    assertTrue(message.contains("mcl data shapes"), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aSilentServerRunsIntoTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/archive.tar.gz");
      String message =
          refused(new Cifar100Download(uri, "0", Duration.ofSeconds(5), Duration.ofMillis(200)));
      assertTrue(message.contains("timed out"), message);
    }
  }

  @Test
  void anUnwritableFolderIsTold() throws Exception {
    served = archive(ALL);
    Path file = Files.createFile(folder.resolve("file"));
    Cifar100Download download = download("/archive.tar.gz", served);
    UserError error =
        assertThrows(
            UserError.class, () -> download.to(file.toString(), new Configuration(), bytes -> {}));
    assertTrue(error.getMessage().contains("/file cannot be written"), error.getMessage());
  }

  @Test
  void theOfficialArchiveIsTheOneOfItsAuthors() {
    Cifar100Download official = Cifar100Download.official();
    assertEquals("03b5dce01913d631647c71ecec9e9cb8", official.md5());
    assertEquals("https", official.archive().getScheme());
    assertTrue(official.connectTimeout().toSeconds() <= 10);
  }
}
