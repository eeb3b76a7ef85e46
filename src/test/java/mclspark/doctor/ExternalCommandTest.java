package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExternalCommandTest {

  private static ExternalCommand.Outcome run(String script) throws Exception {
    return ExternalCommand.run("sh", "-c", script).orElseThrow();
  }

  @Test
  void linesAndCodeAreKept() throws Exception {
    assertEquals(
        new ExternalCommand.Outcome(3, List.of("one", "two")),
        run("echo one; echo two >&2; exit 3"));
    assertEquals(Optional.empty(), ExternalCommand.run("mcl-no-such-program"));
  }

  @Test
  void controlCharactersAreLeftOutAndLongLinesCut() throws Exception {
    List<String> lines = run("printf '\\ta\\033[31m\\000b\\377c\\n'; printf '%0300d' 7").lines();
    assertEquals("a [31m b c", lines.get(0));
    assertEquals("0".repeat(200) + "...", lines.get(1));
  }

  @Test
  void whoeverSaysTooMuchIsEnded() throws Exception {
    ExternalCommand.Outcome zeros = run("exec head -c 300000000 /dev/zero");
    assertEquals(List.of(""), zeros.lines());
    assertEquals(
        Optional.of("no output"), NvidiaDriver.of(true, zeros).failure(), zeros.toString());
    ExternalCommand.Outcome endless = run("exec yes");
    assertNotEquals(0, endless.code());
    assertTrue(endless.lines().size() <= ExternalCommand.MOST_BYTES / 2);
  }
}
