/**
 * Functions of CUDA's own libraries, called without libtorch: {@link
 * mclspark.tensor.cuda.CudaRuntime}, found by {@link mclspark.tensor.cuda.NativeLibraries}; {@link
 * mclspark.tensor.cuda.PageLock} page-locks buffers by it.
 */
package mclspark.tensor.cuda;
