package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** Exit codes and what the user reads. */
final class MainTest {

  /** Ends as it is told. */
  @Command(name = "end")
  static final class End implements Callable<Integer> {
    private final Exception failure;

    End(Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  /** Fails as the JVM does. */
  @Command(name = "break")
  static final class Break implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new OutOfMemoryError("planted");
    }
  }

  @Test
  void versionNamesWhatMattersForNumbers() {
    Program program = new Program();
    assertEquals(0, program.run("--version"));
    assertTrue(
        program.out().matches("(?s)mcl-spark [0-9].*built for Spark 4.*PyTorch [0-9].*Java 17.*"),
        program.out());
    Program command = new Program();
    assertEquals(0, command.run("config", "-V"));
    assertEquals(program.out(), command.out());
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    Program program = new Program();
    assertEquals(0, program.run("--help"));
    assertTrue(program.out().contains("config"), program.out());
    assertTrue(program.out().contains("130"), program.out());
  }

  @Test
  void onlyTheNamedCommandIsRead() {
    List<Object> named = Main.commands("pretrain", "report");
    assertEquals(1, named.size());
    assertInstanceOf(PretrainCommand.class, named.get(0));
    assertTrue(Main.commands().size() > 1);
    assertEquals(Main.commands().size(), Main.commands("pretrian", "report").size());
  }

  @Test
  void wrongArgumentsEndWithTwo() {
    Program none = new Program();
    assertEquals(2, none.run());
    assertEquals("Missing required subcommand\nTry `mcl --help`.\n", none.err());
    Program misspelt = new Program();
    assertEquals(2, misspelt.run("confg"));
    assertTrue(misspelt.err().contains("Did you mean: mcl config?"), misspelt.err());
    Program option = new Program();
    assertEquals(2, option.run("config", "--presett", "x"));
    assertTrue(option.err().contains("Possible solutions: --preset"), option.err());
  }

  @Test
  void passwordsAreRefusedWithoutBeingRepeated() {
    String address = "S3A://KEY:SECRET@bucket/x";
    assertRefused("Argument 2", "import", address, "--out", "run");
    assertRefused("Argument 4", "import", "file", "--out", address);
    assertRefused("Argument 2", "export", address, "--out", "file");
    assertRefused("--out", "prepare", "--data", "a", "--out=" + address);
    assertRefused("Argument 4", "prepare", "--data", "a", address, "--out", "b");
    assertRefused("Argument 4", "data", "shapes", "--out", address);
    assertRefused("Argument 4", "report", "run", "--linear", address);
    assertRefused("Argument 2", "evaluate", address);
    assertRefused("data.test", "evaluate", "run", "data.test=" + address);
    assertRefused("Argument 3", "bench", "data", address);
    assertRefused("Argument 2", "no-command", address);
  }

  private static void assertRefused(String what, String... arguments) {
    Program program = new Program();
    assertEquals(2, program.run(arguments));
    assertTrue(program.err().startsWith(what + " holds a password, "), program.err());
    assertFalse(program.err().contains("SECRET"), program.err());
  }

  @Test
  void userErrorIsPrintedWithoutStack() {
    Program program = new Program(new End(new UserError("x.yaml: no.")));
    assertEquals(2, program.run("end"));
    assertEquals("x.yaml: no.\n", program.err());
  }

  @Test
  void userErrorIsFoundInsideAnother() {
    Program program =
        new Program(new End(new IllegalStateException("job", new UserError("No data."))));
    assertEquals(2, program.run("end"));
    assertEquals("No data.\n", program.err());
  }

  @Test
  void interruptionEndsWith130() {
    Program program = new Program(new End(new InterruptedException()));
    assertEquals(130, program.run("end"));
    assertTrue(Thread.interrupted());
    assertEquals("Interrupted.\n", program.err());
  }

  @Test
  void bugsShowTheirStack() {
    Program program = new Program(new End(new IllegalStateException("planted")));
    assertEquals(1, program.run("end"));
    assertTrue(program.err().contains("IllegalStateException: planted"), program.err());
    assertTrue(program.err().contains("at mclspark.cli.MainTest"), program.err());
    Program broken = new Program(new Break());
    assertEquals(1, broken.run("break"));
    assertTrue(broken.err().contains("OutOfMemoryError: planted"), broken.err());
    assertFalse(broken.out().contains("planted"));
  }
}
