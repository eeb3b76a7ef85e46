package mclspark.exporting;

import mclspark.checkpoint.ExportFormat;

/**
 * What the user wants to export.
 *
 * @param location a checkpoint, or the folder of a run, whose newest checkpoint is taken
 * @param peer the peer, from 0
 * @param format what to write
 * @param output the file, or the folder of {@link ExportFormat#TIMM}; must not exist
 * @param preprocess whether an ONNX model takes bytes and normalises them itself
 */
public record ExportRequest(
    String location, int peer, ExportFormat format, String output, boolean preprocess) {}
