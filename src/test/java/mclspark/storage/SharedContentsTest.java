package mclspark.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is in memory once, and as it is now. */
class SharedContentsTest {

  @TempDir Path folder;
  private FileSystem files;
  private Path file;

  @BeforeEach
  void openLocalFiles() throws IOException {
    files = FileSystem.getLocal(new Configuration());
    file = folder.resolve("a.bin");
  }

  private FileStatus status() throws IOException {
    return files.getFileStatus(new org.apache.hadoop.fs.Path(file.toUri()));
  }

  private void write(int millis, int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + millis));
  }

  @Test
  void allReadersShareOneCopy() throws IOException {
    write(0, 1, 2, 3);
    byte[] first = SharedContents.read(files, status());
    assertArrayEquals(new byte[] {1, 2, 3}, first);
    assertSame(first, SharedContents.read(files, status()));
  }

  @Test
  void aFileThatWasWrittenAgainIsReadAgain() throws IOException {
    write(0, 1, 2, 3);
    byte[] first = SharedContents.read(files, status());
    write(1, 4, 5, 6);
    assertArrayEquals(new byte[] {4, 5, 6}, SharedContents.read(files, status()));
    assertArrayEquals(new byte[] {1, 2, 3}, first, "still in use");
  }

  @Test
  void aFileOfAnotherLengthThanItsStatusIsRefused() throws IOException {
    write(0, 1, 2, 3);
    FileStatus before = status();
    write(0, 1, 2);
    String message =
        assertThrows(IOException.class, () -> SharedContents.read(files, before)).getMessage();
    assertTrue(message.contains("length changed"), message);
    write(0, 1, 2, 3, 4);
    assertThrows(IOException.class, () -> SharedContents.read(files, before));
  }
}
