package mclspark.cli.jvm;

/**
 * A command failed in the JVM of another program, which {@link mclspark.cli.Main} must not end.
 * Elsewhere the exit code says the same.
 */
public final class ProgramFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** Takes the exit code, what was printed on standard error, and the failure or null. */
  public ProgramFailedException(int exitCode, String said, Throwable cause) {
    super("mcl ended with exit code %d: %s".formatted(exitCode, said), cause);
    this.exitCode = exitCode;
  }

  /** What the process would have ended with: never 0. */
  public int exitCode() {
    return exitCode;
  }
}
