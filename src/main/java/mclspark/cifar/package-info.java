/**
 * CIFAR-10 and CIFAR-100 in the version for Python, which comes as pickles: {@link
 * mclspark.cifar.PythonCifar} rewrites them as tar files of class folders, for {@code mcl prepare}.
 */
package mclspark.cifar;
