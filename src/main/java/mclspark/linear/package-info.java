/**
 * Classifiers on the encoders of a pre-training run and on an untrained one: linear classification
 * of frozen encoders ({@link mclspark.linear.LinearConfig}), and fine-tuning, which trains the
 * encoders with them ({@link mclspark.linear.FinetuneConfig}). Entry classes: {@link
 * mclspark.linear.LinearTask}, what both jobs do in the loop of all jobs, and {@link
 * mclspark.linear.LinearTrainer}, one step. What differs is said by {@link
 * mclspark.linear.ClassifierConfig}.
 */
package mclspark.linear;
