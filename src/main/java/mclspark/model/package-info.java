/**
 * Networks: what layers they have, what their state is called, how it starts.
 *
 * <p>Entry classes: {@link mclspark.model.Architectures} gives a {@link mclspark.model.Network} (a
 * description without weights) by name, and {@link mclspark.model.ModelConfig} is the section that
 * names it; an {@link mclspark.model.Encoder} is a network with weights on a device; a {@link
 * mclspark.model.MomentumPair} is a query encoder with its key encoder.
 *
 * <p>The networks of the supervised systems are in {@code model.peers}.
 *
 * <p>Invariant: names and order of the state are those of PyTorch's {@code state_dict} (spec 5).
 */
package mclspark.model;
