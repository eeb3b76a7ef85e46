package mclspark.pth;

import java.io.IOException;

/** Storages that are files {@code data/KEY} in a zip archive. */
record ZipStorages(SourceBytes source, ZipArchive archive, String folder) implements Storages {

  @Override
  public byte[] bytes(StorageReference storage) throws IOException {
    String name = folder + "data/" + storage.key();
    ZipArchive.Entry entry =
        archive
            .entry(name)
            .orElseThrow(() -> source.refuse("its archive has no " + name + " for a tensor"));
    if (storage.elements() < 0
        || entry.size() % storage.type().bytes() != 0
        || entry.size() / storage.type().bytes() != storage.elements()) {
      throw source.refuse(
          "%s has %d bytes, but its tensors expect %d elements of %d bytes"
              .formatted(name, entry.size(), storage.elements(), storage.type().bytes()));
    }
    return archive.read(entry);
  }

  @Override
  public int unchecked() {
    return archive.unchecked();
  }
}
