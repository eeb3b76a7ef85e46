package mclspark.checkpoint;

import java.util.Map;
import mclspark.fuzz.Fuzz;
import mclspark.storage.FileEntry;
import mclspark.storage.Sha256;
import org.junit.jupiter.api.Test;

/** Damaged manifests. */
final class ManifestFuzzTest {

  @Test
  void damagedManifestsAreReadOrRefused() throws Exception {
    FileEntry model = new FileEntry(12, Sha256.of(new byte[0]));
    Manifest manifest = Manifest.of(Snapshots.at(5), Map.of(Snapshot.MODEL, model));
    Fuzz.of("manifest", ManifestJson.write(manifest))
        .run(input -> ManifestJson.read(input, "manifest.json"));
  }
}
