package mclspark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs the program in this JVM and keeps what it prints. */
final class Program {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine main;

  /** The program with the given commands only. */
  Program(Object... commands) {
    main = commands.length == 0 ? Main.commandLine() : Main.commandLine(commands);
    main.setOut(new PrintWriter(out, true));
    main.setErr(new PrintWriter(err, true));
  }

  int run(String... arguments) {
    return Main.run(main, arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
