package mclspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineTest {

  @Test
  void machinesDifferByNameAndStart(@TempDir Path kernel) throws IOException {
    Files.writeString(kernel.resolve("hostname"), "Node 7\n");
    assertTrue(Machine.describe(kernel).startsWith("unknown/"));
    Files.createDirectory(kernel.resolve("random"));
    Files.writeString(kernel.resolve("random/boot_id"), "1-2-3\n");
    assertEquals("node_7/1-2-3", Machine.describe(kernel));
  }
}
