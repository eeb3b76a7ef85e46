package mclspark.run;

import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.util.VersionInfo;

/** Versions of what a run was computed with, for metrics and manifests. */
public final class Versions {

  private Versions() {}

  /** Library names to versions. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("djl", TorchEngine.djlVersion());
    versions.put("libtorch", TorchEngine.version());
    versions.put("hadoop", VersionInfo.getVersion());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
