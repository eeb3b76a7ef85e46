package mclspark.cli;

import mclspark.data.Cifar100Download;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The program {@code mcl}. Exit codes: 0 done, 1 a bug (with stack), 2 a mistake that the user can
 * mend, 3 given up after restarts, 130 interrupted.
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
      "3:given up, because restarts brought no progress",
      "130:interrupted"
    })
public final class Main {

  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Installation.configureLogging(Installation.home());
    System.exit(run(commandLine(), arguments));
  }

  /** The program with all its commands. */
  static CommandLine commandLine() {
    return commandLine(
        new PretrainCommand(Jobs::pretrain),
        new LinearCommand(Jobs::linear),
        new TrainCommand(Jobs::train),
        new PrepareCommand(),
        new EvaluateCommand(),
        new DataCommand(Cifar100Download.official()),
        new ReportCommand(),
        new ImportCommand(),
        new ExportCommand(),
        new ConfigCommand(),
        new BenchCommand());
  }

  /** The program with the given commands, each an object with picocli's annotations. */
  static CommandLine commandLine(Object... commands) {
    CommandLine main = new CommandLine(new Main());
    for (Object command : commands) {
      main.addSubcommand(command);
    }
    main.setParameterExceptionHandler(Failures::reportArguments);
    main.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.report(failure, command.getErr()).number());
    return main;
  }

  /** Runs one command. Errors of the JVM count as bugs, so that no thread keeps it alive. */
  static int run(CommandLine main, String... arguments) {
    try {
      return main.execute(arguments);
    } catch (Error e) {
      return Failures.report(e, main.getErr()).number();
    }
  }
}
