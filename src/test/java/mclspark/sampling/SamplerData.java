package mclspark.sampling;

import mclspark.dataset.CifarListing;

/** Labelled sets without pictures. */
final class SamplerData {

  private SamplerData() {}

  /** Pictures that take turns among the classes: picture i has label i mod classes. */
  static PicturesByClass turns(int pictures, int classes) {
    int[] labels = new int[pictures];
    for (int i = 0; i < pictures; i++) {
      labels[i] = i % classes;
    }
    return of(classes, labels);
  }

  static PicturesByClass of(int classes, int... labels) {
    return PicturesByClass.of(labels, CifarListing.numbered(classes), i -> "picture-" + i);
  }
}
