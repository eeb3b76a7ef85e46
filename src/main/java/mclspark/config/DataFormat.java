package mclspark.config;

/** How labelled pictures are stored. */
public enum DataFormat {
  /** One folder per class with picture files in it (spec 1.7). */
  FOLDER,
  /** The binary files of CIFAR-10: a label and 3072 bytes per picture. */
  CIFAR10,
  /** The binary files of CIFAR-100: two labels and 3072 bytes per picture. */
  CIFAR100
}
