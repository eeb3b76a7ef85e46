package mclspark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredFilesTest {

  /** As an executor without a locale meets what the driver has listed. */
  @Test
  void aNameThatTheLocaleCannotExpressIsToldAsSuch() {
    String path = "/d/caf\u00e9/1.jpg";
    assertEquals(
        Optional.of(
            path
                + " cannot be opened on a machine whose locale is for ANSI_X3.4-1968; set LC_ALL"
                + " there to a UTF-8 locale, such as C.UTF-8."),
        StoredFiles.inexpressible(path, "ANSI_X3.4-1968"));
    assertEquals(Optional.empty(), StoredFiles.inexpressible(path, "UTF-8"));
    assertEquals(Optional.empty(), StoredFiles.inexpressible("/d/cafe/1.jpg", "ANSI_X3.4-1968"));
  }
}
