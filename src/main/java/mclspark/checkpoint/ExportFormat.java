package mclspark.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import mclspark.UserError;

/** What an exported network may be written as. */
public enum ExportFormat {
  /** One file of tensors. */
  SAFETENSORS(".safetensors"),
  /** A folder that timm and the Hugging Face hub take. */
  TIMM("-timm"),
  /** One file for ONNX Runtime and its relatives. */
  ONNX(".onnx"),
  /** An archive for DJL Serving. */
  DJL("-djl.zip"),
  /** A {@code state_dict} for {@code torch.load}. */
  PT(".pth");

  private static final String HUGGING_FACE = "hf";

  private final String ending;

  ExportFormat(String ending) {
    this.ending = ending;
  }

  /** What names of such files and folders end with. */
  public String ending() {
    return ending;
  }

  /** The name in arguments and configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a format by its name; {@code hf} is {@code timm}.
   *
   * @throws UserError if there is none
   */
  public static ExportFormat named(String name) {
    if (name.equals(HUGGING_FACE)) {
      return TIMM;
    }
    return Arrays.stream(values())
        .filter(format -> format.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "--format is \"%s\"; it must be one of %s."
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(ExportFormat::label)
                                .collect(Collectors.joining(", ")))));
  }
}
