package mclspark.image;

/** What the components of a JPEG file are, decided as libjpeg does. */
enum JpegColour {
  GREY,
  YCC,
  RGB,
  CMYK,
  YCCK;

  /** Stands for a file without an Adobe segment. */
  static final int NO_ADOBE = -1;

  /**
   * Decides.
   *
   * @param names the components' identifiers
   * @param jfif whether there is a JFIF segment
   * @param adobe the transform of the Adobe segment, or {@link #NO_ADOBE}
   */
  static JpegColour of(int[] names, boolean jfif, int adobe) {
    if (names.length == 1) {
      return GREY;
    }
    if (names.length == 4) {
      return adobe == NO_ADOBE || adobe == 0 ? CMYK : YCCK;
    }
    if (jfif) {
      return YCC;
    }
    boolean named = names[0] == 'R' && names[1] == 'G' && names[2] == 'B';
    return adobe == 0 || adobe == NO_ADOBE && named ? RGB : YCC;
  }
}
