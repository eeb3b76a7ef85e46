/**
 * Tensors on libtorch through DJL; the only package that knows DJL.
 *
 * <p>Entry class: {@link mclspark.tensor.TorchEngine}, which makes {@link mclspark.tensor.Tensor}s
 * on one device. {@link mclspark.tensor.Ops} computes with them, {@link mclspark.tensor.Autograd}
 * differentiates, {@link mclspark.tensor.FlatParameters} keeps a network's parameters and gradients
 * in two flat buffers. {@link mclspark.tensor.Upload} and {@link mclspark.tensor.PinnedBuffer} copy
 * to and from a GPU while the thread goes on. {@link mclspark.tensor.Trace} hears what is computed.
 *
 * <p>Invariants: every tensor belongs to the innermost open {@link mclspark.tensor.Scope} of its
 * thread and dies with it; gradients are recorded only inside {@link mclspark.tensor.Autograd#on};
 * element type is float32 unless a name says otherwise.
 */
package mclspark.tensor;
