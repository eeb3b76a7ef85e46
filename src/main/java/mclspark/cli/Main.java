package mclspark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.cli.jvm.JavaCheck;
import mclspark.cli.jvm.JvmOwner;
import mclspark.cli.jvm.MissingLibrary;
import mclspark.cli.jvm.ProgramFailedException;
import mclspark.cli.search.DedupCommand;
import mclspark.cli.search.DriftCommand;
import mclspark.cli.search.NeighborsCommand;
import mclspark.dataset.Cifar100Download;
import mclspark.schema.Passwords;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The program {@code mcl}. Exit codes: 0 done, 1 a bug (with stack), 2 a mistake that the user can
 * mend, 3 given up after restarts, 4 a comparison went against the candidate, 5 time is up, 130
 * interrupted.
 */
@Command(
    name = "mcl",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    description = "Contrastive pre-training of image models on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a bug; standard error has the stack",
      "2:a mistake that you can mend; standard error says how",
      "3:given up: no progress by restarts, native code crashed, or the cluster is gone",
      "4:a comparison went against it: a worse candidate, drifted data",
      "5:run.max_hours are over; the run is saved, and the same command goes on",
      "130:interrupted"
    })
public final class Main {

  private Main() {}

  /**
   * Runs one command and ends the JVM with its exit code. In a JVM that was started for another
   * program, such as one with a session of its own, it returns instead.
   *
   * @throws ProgramFailedException in such a JVM, if the exit code is not 0
   */
  public static void main(String[] arguments) {
    boolean guest = !JvmOwner.isProgram(Main.class);
    try {
      if (guest) {
        runAsGuest(arguments);
        return;
      }
      Installation.configureLogging(Installation.home());
      StopSignals.endAtOnce();
      System.exit(run(commandLine(commands(arguments)), arguments));
    } catch (NoClassDefFoundError e) { // without picocli there is nobody else to tell it
      String sentence = MissingLibrary.sentence(e).orElseThrow(() -> e);
      if (guest) {
        throw new ProgramFailedException(ExitCode.USER_ERROR.number(), sentence, e);
      }
      System.err.println(sentence);
      System.exit(ExitCode.USER_ERROR.number());
    }
  }

  private static void runAsGuest(String... arguments) {
    CommandLine program = commandLine(commands(arguments));
    StringWriter said = new StringWriter();
    program.setErr(new PrintWriter(said, true));
    AtomicReference<Exception> cause = new AtomicReference<>();
    program.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          cause.set(failure);
          return Failures.report(failure, command.getErr()).number();
        });
    int code = run(program, arguments);
    System.err.print(said);
    if (code != ExitCode.DONE.number()) {
      throw new ProgramFailedException(code, said.toString().strip(), cause.get());
    }
  }

  /**
   * The command that the arguments begin with; all commands if they begin with none. Picocli takes
   * a third of a second to read the annotations of all.
   */
  static List<Object> commands(String... arguments) {
    List<Object> all = all();
    return all.stream()
        .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
        .findFirst()
        .map(List::of)
        .orElse(all);
  }

  private static String name(Object command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  private static List<Object> all() {
    return List.of(
        new PretrainCommand(Jobs::pretrain),
        new LinearCommand(Jobs::linear),
        new FinetuneCommand(Jobs::finetune),
        new TrainCommand(Jobs::train),
        new PrepareCommand(),
        new NeighborsCommand(),
        new DedupCommand(),
        new EvaluateCommand(),
        new PromoteCommand(),
        new DriftCommand(),
        new EmbedCommand(Jobs::embed),
        new DataCommand(Cifar100Download.official()),
        new ReportCommand(),
        new ImportCommand(),
        new ExportCommand(),
        new ConfigCommand(),
        new DoctorCommand(Jobs::doctor),
        new BenchCommand());
  }

  /** The program with the given commands, each an object with picocli's annotations. */
  static CommandLine commandLine(List<Object> commands) {
    CommandLine main = new CommandLine(new Main());
    for (Object command : commands) {
      main.addSubcommand(command);
    }
    main.setUnmatchedOptionsAllowedAsOptionParameters(false); // not one of a list of folders
    main.setParameterExceptionHandler(Failures::reportArguments);
    main.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.report(failure, command.getErr()).number());
    return main;
  }

  /**
   * Runs one command, unless an argument holds a password or this Java cannot work. Errors of the
   * JVM count as bugs, so that no thread keeps it alive.
   */
  static int run(CommandLine main, String... arguments) {
    try {
      Optional<String> obstacle = password(arguments).or(JavaCheck::problem);
      if (obstacle.isPresent()) {
        return Failures.report(new UserError(obstacle.get()), main.getErr()).number();
      }
      return main.execute(arguments);
    } catch (Error e) {
      return Failures.report(e, main.getErr()).number();
    }
  }

  /** Before they are parsed, since messages about arguments repeat them. */
  private static Optional<String> password(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      if (Passwords.isIn(arguments[i])) {
        return Optional.of(Passwords.sentence("Argument " + (i + 1)));
      }
      if (equals >= 0 && Passwords.isIn(arguments[i].substring(equals + 1))) {
        return Optional.of(Passwords.sentence(arguments[i].substring(0, equals)));
      }
    }
    return Optional.empty();
  }
}
