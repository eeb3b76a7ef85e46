/** The one door into DJL's package-private natives; everything else lives in mclspark.tensor. */
package ai.djl.pytorch.jni;
