/**
 * The safetensors format: {@link mclspark.checkpoint.safetensors.Safetensors}.
 *
 * <p>Invariants: tensors are stored bit by bit, never converted; a header is checked whole before
 * memory is taken for what it describes.
 */
package mclspark.checkpoint.safetensors;
