package mclspark.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.tensor.HostTensor;

/** Reads safetensors headers and trusts nothing in them. */
final class SafetensorsHeaderParser {

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String CODES = String.join(", ", ElementType.codes());

  private final String file;

  /** Creates a parser whose errors name the file. */
  SafetensorsHeaderParser(String file) {
    this.file = file;
  }

  /**
   * Parses and checks a header.
   *
   * @param header the header's bytes, with padding
   * @param dataBytes how many bytes follow the header in the file
   * @throws UserError if the header is not well formed or its tensors do not fill the data exactly
   */
  SafetensorsHeader parse(byte[] header, long dataBytes) {
    JsonNode root = readJson(header);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Map.Entry<String, TensorInfo>> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(SafetensorsHeader.METADATA)) {
        metadata.putAll(metadata(field.getValue()));
      } else {
        tensors.add(Map.entry(field.getKey(), tensor(field.getKey(), field.getValue())));
      }
    }
    return new SafetensorsHeader(inDataOrder(tensors, dataBytes), metadata);
  }

  private JsonNode readJson(byte[] header) {
    if (header.length == 0 || header[0] != '{') {
      throw malformed("its header does not begin with '{'", null);
    }
    try {
      // Decoded here, so that the JSON parser does not guess another encoding.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      return JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw malformed("its header is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw malformed("its header is not valid JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private Map<String, String> metadata(JsonNode node) {
    if (!node.isObject()) {
      throw malformed(SafetensorsHeader.METADATA + " is not an object", null);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw malformed("metadata '" + field.getKey() + "' is not a string", null);
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
    return metadata;
  }

  private TensorInfo tensor(String name, JsonNode node) {
    if (!node.isObject() || node.size() != 3) {
      throw malformed("tensor '" + name + "' is not described by exactly 3 fields", null);
    }
    ElementType type = type(name, node.path("dtype"));
    long[] shape = naturals(name, "shape", node.path("shape"));
    long[] offsets = naturals(name, "data_offsets", node.path("data_offsets"));
    if (offsets.length != 2) {
      throw malformed("tensor '" + name + "' has " + offsets.length + " offsets, not 2", null);
    }
    TensorInfo tensor = new TensorInfo(type, shape, offsets[0], offsets[1]);
    long expected = bytes(name, tensor);
    if (tensor.bytes() != expected) {
      throw malformed(
          String.format(
              "tensor '%s' spans %d bytes, but its shape and type need %d",
              name, tensor.bytes(), expected),
          null);
    }
    return tensor;
  }

  private ElementType type(String name, JsonNode node) {
    return Optional.ofNullable(node.textValue())
        .flatMap(ElementType::ofCode)
        .orElseThrow(
            () ->
                malformed(
                    "tensor '" + name + "' has dtype " + node + "; only " + CODES + " are read",
                    null));
  }

  private long[] naturals(String name, String field, JsonNode node) {
    if (!node.isArray()) {
      throw malformed(field + " of tensor '" + name + "' is not a list", null);
    }
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get(i);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw malformed(
            field + " of tensor '" + name + "' holds " + value + ", not an integer >= 0", null);
      }
      values[i] = value.longValue();
    }
    return values;
  }

  private long bytes(String name, TensorInfo tensor) {
    try {
      return Math.multiplyExact(HostTensor.elements(tensor.shape()), tensor.type().bytes());
    } catch (ArithmeticException e) {
      throw malformed("the shape of tensor '" + name + "' is too large", e);
    }
  }

  private Map<String, TensorInfo> inDataOrder(
      List<Map.Entry<String, TensorInfo>> tensors, long dataBytes) {
    tensors.sort(
        Comparator.comparingLong((Map.Entry<String, TensorInfo> t) -> t.getValue().begin())
            .thenComparingLong(t -> t.getValue().end()));
    Map<String, TensorInfo> ordered = new LinkedHashMap<>();
    long next = 0;
    for (Map.Entry<String, TensorInfo> tensor : tensors) {
      if (tensor.getValue().begin() != next) {
        throw malformed(
            String.format(
                "tensor '%s' begins at byte %d of the data; expected %d (overlap or gap)",
                tensor.getKey(), tensor.getValue().begin(), next),
            null);
      }
      next = tensor.getValue().end();
      ordered.put(tensor.getKey(), tensor.getValue());
    }
    if (next != dataBytes) {
      throw malformed(
          "its tensors need " + next + " bytes of data, but the file has " + dataBytes, null);
    }
    return ordered;
  }

  /** The error for a file that breaks the format. */
  UserError malformed(String problem, Exception cause) {
    return new UserError(
        file
            + " is not a valid safetensors file: "
            + problem
            + ". Give a file that is complete and undamaged.",
        cause);
  }
}
