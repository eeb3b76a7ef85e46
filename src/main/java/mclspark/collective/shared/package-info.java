/**
 * JVMs of one machine that map the same memory: {@link mclspark.collective.shared.SharedMemory}. A
 * group over TCP agrees on a file of at most 32 MB (more beyond 45 workers) in {@code /dev/shm}
 * that only its user may open, all map it and rank 0 deletes its name at once, so that nothing is
 * left whatever happens later. Frames then go through one ring per ordered pair of workers ({@code
 * SharedRing}) in place of the data connections; memory knows nothing of the dead, so the control
 * connections stay. Waiting is a few yields, then sleeps of at most 1 ms. What is in the memory is
 * not encrypted: it does not leave the machine.
 *
 * <p>Gradients lie in such files themselves ({@link mclspark.collective.Collective#sharedBuffers}),
 * one of each worker: all meet, each adds its own segment where it lies and writes the sums to all,
 * all meet again ({@code SharedSlots}). Together the files are as large as the gradients would be
 * elsewhere; where there is no room for them, sums go through the rings.
 */
package mclspark.collective.shared;
