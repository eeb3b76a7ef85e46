package mclspark.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.tensor.HostTensor;

/**
 * The header of a safetensors file: which tensors it holds, and where.
 *
 * @param tensors names to layouts, in the order of the data
 * @param metadata free strings
 */
public record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {

  /** The longest header that is written or read; the format's own limit. */
  static final int MAX_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";

  private static final int ALIGNMENT = 8;
  private static final JsonFactory JSON = new JsonFactory();

  /** Copies both maps. */
  public SafetensorsHeader {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Lays the tensors out one after the other, without gaps. */
  static SafetensorsHeader of(TensorFile content) {
    Map<String, TensorInfo> layout = new LinkedHashMap<>();
    long begin = 0;
    for (Map.Entry<String, HostTensor> entry : content.tensors().entrySet()) {
      if (entry.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
      }
      HostTensor tensor = entry.getValue();
      long end = Math.addExact(begin, tensor.data().remaining());
      ElementType type = ElementType.ofCode(tensor.type().code()).orElseThrow();
      layout.put(entry.getKey(), new TensorInfo(type, tensor.shape(), begin, end));
      begin = end;
    }
    return new SafetensorsHeader(layout, content.metadata());
  }

  /** The header as JSON, padded with spaces so that the data begin at a multiple of 8 bytes. */
  byte[] encode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeMetadata(json);
      for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
        writeTensor(json, tensor.getKey(), tensor.getValue());
      }
      json.writeEndObject();
    }
    byte[] text = bytes.toByteArray();
    byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    if (padded.length > MAX_BYTES) {
      throw new IllegalArgumentException("the header has " + padded.length + " bytes: too many");
    }
    return padded;
  }

  private void writeMetadata(JsonGenerator json) throws IOException {
    if (metadata.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(METADATA);
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeTensor(JsonGenerator json, String name, TensorInfo tensor)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("dtype", tensor.type().code());
    json.writeFieldName("shape");
    json.writeArray(tensor.shape(), 0, tensor.shape().length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {tensor.begin(), tensor.end()}, 0, 2);
    json.writeEndObject();
  }
}
