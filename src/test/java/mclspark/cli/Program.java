package mclspark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** Runs the program in this JVM and keeps what it prints. */
final class Program {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Object> commands;

  /** The program with the given commands only; without any, with its own. */
  Program(Object... commands) {
    this.commands = List.of(commands);
  }

  int run(String... arguments) {
    CommandLine main = Main.commandLine(commands.isEmpty() ? Main.commands(arguments) : commands);
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
