/**
 * Reduction in the memory of GPUs by NCCL, beside a group over TCP that carries the rest: {@link
 * mclspark.collective.nccl.NcclCollective}. The library is found at run time ({@link
 * mclspark.collective.nccl.NcclSearch}); a call that hangs is ended from outside ({@code
 * NcclWatch}).
 *
 * <p>What NCCL sends is not encrypted, and its order of sums is its own.
 */
package mclspark.collective.nccl;
