package mclspark.run;

/** A worker has saved a checkpoint and ends because the run was asked to stop. */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException(long stepsDone, String checkpoint) {
    super("stopped as asked after %d steps, saved in %s".formatted(stepsDone, checkpoint));
  }
}
