package mclspark.spark;

/** The hours of {@code run.max_hours} are over; the message says what is saved. */
public final class TimeUpException extends InterruptedException {

  private static final long serialVersionUID = 1L;

  TimeUpException(String message) {
    super(message);
  }
}
