/**
 * Functions of CUDA's own libraries, called without libtorch: {@link
 * mclspark.tensor.cuda.CudaRuntime}, found by {@link mclspark.tensor.cuda.NativeLibraries}.
 */
package mclspark.tensor.cuda;
