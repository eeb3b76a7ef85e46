package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the local disk is listed, in other environments than that of the tests. */
class FolderEntriesTest {

  @TempDir Path folder;

  @BeforeEach
  void needUtf8() {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")));
  }

  private Path set() throws Exception {
    Path set = folder.resolve("set");
    for (String name : new String[] {"cat/1.jpg", "cat/2.jpg", "caf\u00e9/1.jpg"}) {
      Files.createDirectories(set.resolve(name).getParent());
      Files.createFile(set.resolve(name));
    }
    return set;
  }

  @Test
  void aNameThatTheLocaleCannotExpressIsRefused() throws Exception {
    Path set = set();
    assertEquals("3 pictures of 2 classes", ListingProcess.run(Map.of("LC_ALL", "C.UTF-8"), set));
    String refusal = ListingProcess.run(Map.of("LC_ALL", "C"), set);
    assertTrue(refusal.startsWith(set + " holds a name that is not ANSI_X3.4-1968 (caf"), refusal);
    assertTrue(refusal.endsWith("; set LC_ALL to a UTF-8 locale, such as C.UTF-8."), refusal);
  }

  @Test
  void aNameThatIsNotUtf8IsRefusedIfItIsAPicture() throws Exception {
    Path set = set();
    touch(set, "notes\\351.txt");
    assertEquals(3, ImageFolderLister.list(set.toString(), new Configuration()).size());
    Files.createFile(set.resolve("cat/\uFFFD.jpg")); // the character itself is a name like others
    assertEquals(4, ImageFolderLister.list(set.toString(), new Configuration()).size());
    touch(set.resolve("cat"), "caf\\351.jpg");
    UserError refusal =
        assertThrows(
            UserError.class, () -> ImageFolderLister.list(set.toString(), new Configuration()));
    assertEquals(
        set
            + "/cat holds a name that is not UTF-8 (caf\uFFFD.jpg); rename it, for instance with"
            + " convmv.",
        refusal.getMessage());
  }

  private static void touch(Path folder, String octal) throws Exception {
    String command = "touch \"$0/$(printf '%b' '" + octal.replace("\\", "\\0") + "')\"";
    int code = new ProcessBuilder("sh", "-c", command, folder.toString()).start().waitFor();
    assertEquals(0, code);
  }

  /** Hadoop's own listing starts {@code ls} for each file. */
  @Test
  void noProcessIsStartedForAFile() throws Exception {
    Path set = set();
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Path log = folder.resolve("ls.log");
    Path ls = Files.writeString(programs.resolve("ls"), "#!/bin/sh\necho x >>" + log + "\n");
    assertTrue(ls.toFile().setExecutable(true));
    String path = programs + ":" + System.getenv("PATH");
    assertEquals("3 pictures of 2 classes", ListingProcess.run(Map.of("PATH", path), set));
    assertFalse(Files.exists(log));
  }
}
