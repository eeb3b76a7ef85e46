package mclspark.dataset;

/** How labelled pictures are stored. */
public enum DataFormat {
  /** One folder per class with picture files in it (spec 1.7). */
  FOLDER,
  /** Parquet files that {@code mcl prepare} has written. */
  SHARDS,
  /** Parquet files that others have written, with a column of pictures. */
  PARQUET,
  /** The binary files of CIFAR-10: a label and 3072 bytes per picture. */
  CIFAR10,
  /** The binary files of CIFAR-100: two labels and 3072 bytes per picture. */
  CIFAR100;

  /** Whether pictures are read in groups, not one by one. */
  public boolean readsGroups() {
    return this == SHARDS || this == PARQUET;
  }

  /** Whether pictures are those of CIFAR, 32 pixels wide. */
  public boolean isCifar() {
    return this == CIFAR10 || this == CIFAR100;
  }
}
