package mclspark.image;

/**
 * One component of a JPEG frame.
 *
 * @param name its identifier, which the scans use
 * @param across horizontal sampling factor
 * @param down vertical sampling factor
 * @param quantization number of its quantization table
 */
record JpegComponent(int name, int across, int down, int quantization) {}
