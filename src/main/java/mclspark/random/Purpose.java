package mclspark.random;

/**
 * What a stream of random numbers is for; keeps streams with otherwise equal keys independent. The
 * ordinal is part of the key, so new purposes go at the end.
 */
public enum Purpose {
  /** Initial weights; the item is a hash of the parameter's name. */
  INITIAL_WEIGHTS,
  /** Initial entries of the queues of negative keys; the item is the peer. */
  INITIAL_QUEUE,
  /** Order of the pictures in an epoch. */
  SAMPLE_ORDER,
  /** Augmentation of a query crop; the item is the picture's index. */
  QUERY_CROP,
  /** Augmentation of a key crop; the item is the picture's index. */
  KEY_CROP,
  /** The shuffle of the global batch; the item is the step within the epoch. */
  BATCH_SHUFFLE,
  /** Generated pictures; the item is the picture's index. */
  GENERATED_PICTURE,
  /** Everything that chooses examples for a report or a test. */
  EXAMPLES,
  /** Augmentation of a training crop with a label (linear classification, supervised runs). */
  LABELLED_CROP,
  /** Initial entries of memory banks; the item is the net. */
  INITIAL_BANK,
  /** Classes and pictures of a class-balanced batch; the item is the step within the epoch. */
  CLASS_BALANCED_BATCH,
  /** Positives and negatives from a memory bank; the item is the picture's index. */
  BANK_INDICES,
  /** The order in which pictures are put into shards. */
  SHARD_ORDER,
  /** Which training pictures keep their labels; the item is the class. */
  LABELLED_SUBSET,
  /** Which pictures that were seen before are shown again. */
  REPLAYED_PICTURES
}
