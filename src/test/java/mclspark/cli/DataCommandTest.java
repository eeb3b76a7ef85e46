package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import mclspark.dataset.Cifar100Download;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mcl data} writes and says. */
final class DataCommandTest {

  private static final int RECORD = 2 + 3 * 32 * 32;

  private final Program program = new Program();

  @TempDir Path folder;

  @Test
  void shapesHaveTheSizesThatWereAskedFor() throws IOException {
    String out = folder.resolve("a b").toString();
    assertEquals(
        0,
        program.run(
            "data", "shapes", "--out", out, "--classes", "4", "--train", "12", "--test", "8"),
        program.err());
    assertEquals(12 * RECORD, Files.size(Path.of(out, "train.bin")));
    assertEquals(8 * RECORD, Files.size(Path.of(out, "test.bin")));
    assertEquals(4, Files.readAllLines(Path.of(out, "fine_label_names.txt")).size());
    assertEquals(
        ("12 training and 8 test pictures of 4 classes are in %1$s.\n"
                + "Train with: data.format=cifar100 data.train=%1$s/train.bin data.test=%1$s/test.bin\n")
            .formatted(out),
        program.out());
  }

  @Test
  void seedChoosesThePictures() throws IOException {
    byte[] first = shapes("first", "1");
    assertArrayEquals(first, shapes("again", "1"));
    assertFalse(Arrays.equals(first, shapes("other", "2")));
  }

  private byte[] shapes(String name, String seed) throws IOException {
    String out = folder.resolve(name).toString();
    String[] arguments = {
      "data", "shapes", "--out", out, "--train", "4", "--test", "1", "--seed", seed
    };
    assertEquals(0, program.run(arguments), program.err());
    return Files.readAllBytes(Path.of(out, "train.bin"));
  }

  @Test
  void mistakesEndWithTwo() {
    assertEquals(2, program.run("data", "shapes", "--out", folder.toString(), "--classes", "49"));
    assertEquals("classes is 49; it must be from 2 to 48.\n", program.err());
    Program noFolder = new Program();
    assertEquals(2, noFolder.run("data", "shapes"));
    assertEquals(
        "Missing required option: '--out=DIR'\nTry `mcl data shapes --help`.\n", noFolder.err());
    Program emptyFolder = new Program();
    assertEquals(2, emptyFolder.run("data", "cifar100", "--out", ""));
    assertEquals("--out is empty; name the folder for the files.\n", emptyFolder.err());
    Program noCommand = new Program();
    assertEquals(2, noCommand.run("data"));
    assertEquals("Missing required subcommand\nTry `mcl data --help`.\n", noCommand.err());
  }

  @Test
  void helpIsThereForEveryPart() {
    assertEquals(0, program.run("data", "shapes", "--help"), program.err());
    assertTrue(program.out().contains("--seed=N"), program.out());
  }

  @Test
  void withoutNetworkOneSentence() throws IOException {
    Program offline = new Program(new DataCommand(unreachable()));
    assertEquals(2, offline.run("data", "cifar100", "--out", folder.resolve("c").toString()));
    assertEquals(1, offline.err().lines().count(), offline.err());
    assertTrue(offline.err().contains("or generate pictures with 'mcl data shapes"));
    assertFalse(Files.exists(folder.resolve("c")));
  }

  /** A port that nobody listens at. */
  private static Cifar100Download unreachable() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI archive = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/c.tar.gz");
      return new Cifar100Download(archive, "0", Duration.ofSeconds(2), Duration.ofSeconds(2));
    }
  }
}
