package mclspark.pth;

import java.io.IOException;

/** Where a file keeps the elements of its tensors. */
interface Storages {

  /** All bytes of a whole storage; exactly as many as its elements need. */
  byte[] bytes(StorageReference storage) throws IOException;

  /** How many parts of the file were read without a checksum, although the format has them. */
  default int unchecked() {
    return 0;
  }
}
