package mclspark.checkpoint;

import java.io.Serializable;
import java.util.List;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code export}: what a run leaves for other programs. Components: see the annotations.
 */
public record ExportConfig(
    @Key(
            doc =
                "Formats in which the networks of all peers are written into export/ at the end of"
                    + " the run, as mcl export would; [] writes none. The run has ended well even"
                    + " if one of them fails, which a warning says.",
            standard = "[safetensors]",
            changesNumbers = false)
        List<ExportFormat> formats)
    implements Serializable {

  /** For jobs that write nothing. */
  public static final ExportConfig NONE = new ExportConfig(List.of());

  /** Copies the list. */
  public ExportConfig {
    formats = List.copyOf(formats);
  }

  /**
   * Adds a problem for a format that has no place for the network.
   *
   * @param timmKnows whether the architecture is one of timm's
   */
  public void check(String arch, boolean timmKnows, Problems problems) {
    problems.require(
        timmKnows || !formats.contains(ExportFormat.TIMM),
        "export.formats has timm, which has no architecture like %s; choose onnx, djl, pt or safetensors."
            .formatted(arch),
        "export.formats",
        "model.arch");
  }
}
