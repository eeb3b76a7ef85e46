/**
 * Reads checkpoint files that PyTorch's {@code torch.save} wrote, in the zip format (PyTorch 1.6
 * and later) and in the older one, without executing anything. Entry class: {@link
 * mclspark.pth.TorchFile}. {@link mclspark.pth.PickledArrays} reads plain pickles with arrays of
 * bytes, such as CIFAR's.
 *
 * <p>Invariants: a pickle can build maps, lists, numbers, strings and descriptions of tensors;
 * whatever else it describes becomes an {@link mclspark.pth.OpaqueValue}, which holds only its
 * name. Sizes are compared with the file's length before memory is taken for them.
 */
package mclspark.pth;
