package mclspark.collective;

/** How workers exchange tensors; the sums have the same bits with each but NCCL. */
public enum Backend {
  /**
   * NCCL if every worker has a GPU of its own, threads if all workers share one JVM, shared memory
   * on one machine, otherwise TCP.
   */
  AUTO,
  /** Buffers of one JVM. */
  THREADS,
  /** Memory that the JVMs of one machine have mapped. */
  SHARED_MEMORY,
  /** Sockets between workers. */
  TCP,
  /** NCCL between GPUs; shared memory on one machine, otherwise TCP, for the rest. */
  NCCL
}
