package mclspark.collective.join;

/** How the workers of a group exchange; the sums have the same bits with each. */
public enum BackEnd {
  /** Threads in one JVM, shared memory on one machine, else TCP. */
  AUTO,
  /** Buffers of one JVM. */
  THREADS,
  /** Memory that JVMs of one machine have mapped. */
  SHARED_MEMORY,
  /** Sockets. */
  TCP
}
