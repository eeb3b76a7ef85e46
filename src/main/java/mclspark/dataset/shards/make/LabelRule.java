package mclspark.dataset.shards.make;

import java.util.Locale;

/** Where the labels of pictures stand. */
public enum LabelRule {
  /** Chosen by what the sources hold. */
  AUTO,
  /** Nowhere: there are none. */
  NONE,
  /** In the names of folders and of tar files. */
  FOLDER,
  /** In the {@code .cls} files of WebDataset. */
  CLS,
  /** Under a key of the {@code .json} files of WebDataset. */
  JSON,
  /** In a column of the {@code metadata.csv} or {@code metadata.jsonl} of a folder. */
  COLUMN,
  /** In a text file of all pictures. */
  FILE;

  /** How options call it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
