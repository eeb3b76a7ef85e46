package mclspark.dataset;

/** The two record layouts of the CIFAR binary files: label bytes, then three planes of 32 x 32. */
public enum CifarFormat {
  /** One label byte, ten classes. */
  CIFAR10(1, 10, "cifar-10-batches-bin", "cifar-10-batches-py", "batches.meta.txt"),
  /** A coarse and a fine label byte, a hundred fine classes. */
  CIFAR100(2, 100, "cifar-100-binary", "cifar-100-python", "fine_label_names.txt");

  /** Width and height of a picture. */
  public static final int SIDE = 32;

  /** Bytes of a picture without its labels. */
  public static final int PICTURE_BYTES = 3 * SIDE * SIDE;

  private final int labelBytes;
  private final int classes;
  private final String archiveFolder;
  private final String pythonFolder;
  private final String namesFile;

  CifarFormat(
      int labelBytes, int classes, String archiveFolder, String pythonFolder, String namesFile) {
    this.labelBytes = labelBytes;
    this.classes = classes;
    this.archiveFolder = archiveFolder;
    this.pythonFolder = pythonFolder;
    this.namesFile = namesFile;
  }

  /** Bytes of a record: 3073 or 3074. */
  public int recordBytes() {
    return labelBytes + PICTURE_BYTES;
  }

  /** Label bytes before the pixels; the last of them is the fine label. */
  public int labelBytes() {
    return labelBytes;
  }

  /** Number of classes where no names file says otherwise. */
  public int classes() {
    return classes;
  }

  /** Name of the folder inside the official archive. */
  public String archiveFolder() {
    return archiveFolder;
  }

  /** Name of the folder inside the archive for Python, which {@code mcl prepare} reads. */
  public String pythonFolder() {
    return pythonFolder;
  }

  /** Name of the file with one class name a line. */
  public String namesFile() {
    return namesFile;
  }

  /** Whether a file of this name belongs to the split, by the official names. */
  public boolean isPart(String fileName, Split split) {
    if (this == CIFAR100) {
      return fileName.equals(split == Split.TRAIN ? "train.bin" : "test.bin");
    }
    return split == Split.TRAIN
        ? fileName.matches("data_batch_\\d+\\.bin")
        : fileName.equals("test_batch.bin");
  }
}
