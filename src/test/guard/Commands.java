import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/**
 * {@code java Commands.java LIST FOLDER}: what many commands of mcl print, in one JVM, since each
 * start takes seconds. LIST has a command a line, {@code FILE ARGUMENT...}, FOLDER gets the files;
 * FOLDER/help gets the help of all commands. Of the program only the class that submit/mcl names is
 * known here.
 */
final class Commands {

  private static final PrintStream OUT = System.out;
  private static final PrintStream ERR = System.err;

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    help("mcl", program(), folder.resolve("help"));
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      List<String> words = List.of(line.split(" "));
      write(folder.resolve(words.get(0)), output(words.subList(1, words.size())));
    }
    System.exit(0); // whatever threads a command has left
  }

  /** The program as it is put together for its users. */
  private static CommandLine program() throws ReflectiveOperationException {
    Method commandLine = Class.forName("mclspark.cli.Main").getDeclaredMethod("commandLine");
    commandLine.setAccessible(true);
    return (CommandLine) commandLine.invoke(null);
  }

  private static void help(String name, CommandLine command, Path folder) throws IOException {
    write(folder.resolve(name + ".txt"), command.getUsageMessage(CommandLine.Help.Ansi.OFF));
    for (var sub : command.getSubcommands().entrySet()) {
      help(name + "-" + sub.getKey(), sub.getValue(), folder);
    }
  }

  /** Both streams one after the other, and the exit code. */
  private static String output(List<String> arguments) throws ReflectiveOperationException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = program().execute(arguments.toArray(String[]::new));
    } finally {
      System.setOut(OUT);
      System.setErr(ERR);
    }
    return out.toString(StandardCharsets.UTF_8)
        + err.toString(StandardCharsets.UTF_8)
        + "exit code %d%n".formatted(code);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
