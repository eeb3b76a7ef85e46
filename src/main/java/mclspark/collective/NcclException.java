package mclspark.collective;

/** A call of NCCL failed; the message is a phrase without a final stop. */
final class NcclException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NcclException(String message) {
    super(message);
  }
}
