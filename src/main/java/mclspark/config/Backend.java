package mclspark.config;

/** How workers exchange tensors. */
public enum Backend {
  /** Threads if all workers share one JVM, otherwise TCP. */
  AUTO,
  /** Shared memory between threads of one JVM. */
  THREADS,
  /** Sockets between workers. */
  TCP
}
