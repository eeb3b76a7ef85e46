/**
 * ONNX, written by ourselves: {@link mclspark.exporting.onnx.OnnxModel} runs a network once under
 * {@link mclspark.tensor.Trace} and writes each operation that it hears as ONNX's operators, so
 * that no network is described twice. An operation that {@code Translation} does not know ends the
 * export with its name. The file is made of {@code Message}s of Protocol Buffers; field numbers are
 * those of {@code onnx.proto3}.
 */
package mclspark.exporting.onnx;
