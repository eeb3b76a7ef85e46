package mclspark.collective.shared;

/** The workers of a group cannot share memory; all of them find out together. */
public final class SharedMemoryException extends Exception {

  private static final long serialVersionUID = 1L;

  SharedMemoryException(String obstacle) {
    super(obstacle);
  }
}
