package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mclspark.ExitCode;
import mclspark.linear.LinearConfig;
import org.junit.jupiter.api.Test;

/** Arguments of linear classification. */
final class LinearCommandTest {

  private final List<LinearConfig> runs = new ArrayList<>();

  private final Program program =
      new Program(
          new LinearCommand(
              (resolved, launch) -> {
                runs.add(resolved.config());
                return ExitCode.DONE;
              }));

  @Test
  void peerOptionWinsOverThePreset() {
    assertEquals(0, program.run("linear", "--preset", "lincls-quickstart", "--peer", "1"));
    assertEquals(0, program.run("linear", "--preset", "lincls-quickstart"));
    assertEquals("1", runs.get(0).peer());
    assertEquals("all", runs.get(1).peer());
  }

  @Test
  void wrongPeer() {
    assertEquals(2, program.run("linear", "--preset", "lincls-quickstart", "--peer", "x"));
    assertEquals(
        "command line: peer is \"x\"; it must be all or a peer's number, from 0.\n", program.err());
    assertTrue(runs.isEmpty());
  }
}
