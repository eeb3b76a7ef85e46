package mclspark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Runs the program in this JVM and keeps what it prints. */
final class Program {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Optional<CommandLine> given; // one, since it brings its commands' values back

  /** The program with the given commands only; without any, with its own. */
  Program(Object... commands) {
    given =
        commands.length == 0 ? Optional.empty() : Optional.of(Main.commandLine(List.of(commands)));
  }

  int run(String... arguments) {
    CommandLine main = given.orElseGet(() -> Main.commandLine(Main.commands(arguments)));
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
    return Main.run(main, arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
