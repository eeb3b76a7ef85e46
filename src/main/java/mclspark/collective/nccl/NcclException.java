package mclspark.collective.nccl;

/** A call of NCCL failed; the message is a phrase without a final stop. */
final class NcclException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  NcclException(String message) {
    this(message, NcclLibrary.SUCCESS);
  }

  /**
   * Creates the exception.
   *
   * @param code NCCL's number of the error
   */
  NcclException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** NCCL's number of the error; {@link NcclLibrary#SUCCESS} if it was none of NCCL's. */
  int code() {
    return code;
  }
}
