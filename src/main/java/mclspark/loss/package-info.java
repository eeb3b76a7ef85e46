/**
 * Contrastive losses and the memory that they compare with.
 *
 * <p>Entry class: {@link mclspark.loss.MocoMclLoss}, the four terms of MoCo + MCL with a gradient
 * written by hand; {@link mclspark.loss.NegativeQueue} holds the negative keys. Formulas are those
 * of spec 1.4, N peers, no weights and no division by N.
 */
package mclspark.loss;
