package mclspark.importing;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Turns a file of PyTorch or safetensors into a run with one checkpoint of ours: MoCo pre-training,
 * a single encoder or classifier, or supervised peers. Only the model is taken; momentum buffers
 * are not, so the run can be classified, evaluated and exported but not gone on with.
 */
public final class CheckpointImport {

  private final ImportRequest request;
  private final Consumer<String> warnings;

  private CheckpointImport(ImportRequest request, Consumer<String> warnings) {
    this.request = request;
    this.warnings = warnings;
  }

  /**
   * What was written.
   *
   * @param checkpoint the new checkpoint
   * @param what the kind of model in words
   */
  public record Imported(Checkpoint checkpoint, String what) {}

  /**
   * Reads the file and writes {@code checkpoints/step-...} into the output folder.
   *
   * @param warnings takes a sentence about what was left out
   * @throws UserError if the file is damaged or holds another model, or if the output exists
   */
  public static Imported run(
      ImportRequest request, Configuration hadoop, Consumer<String> warnings) {
    NamedPath output = NamedPath.of(request.output(), hadoop);
    output.requireFree();
    NamedPath file = NamedPath.of(request.file(), hadoop);
    CheckpointImport run = new CheckpointImport(request, warnings);
    Read read = file.read(run::read);
    CheckpointStore store = CheckpointStore.open(output.path() + "/checkpoints", hadoop, 1);
    return new Imported(store.save(read.snapshot()), read.what());
  }

  /**
   * A model in memory.
   *
   * @param identity the run that an import would write
   * @param tensors the model, under our names
   */
  public record Model(RunIdentity identity, Map<String, HostTensor> tensors) {}

  /**
   * Reads a file without writing a run.
   *
   * @param warnings takes a sentence about what was left out
   * @throws UserError if the file is damaged or holds another model
   */
  public static Model read(String file, Configuration hadoop, Consumer<String> warnings) {
    ImportRequest request =
        new ImportRequest(file, file, Optional.empty(), OptionalInt.empty()); // writes nothing
    CheckpointImport run = new CheckpointImport(request, warnings);
    return NamedPath.of(file, hadoop)
        .read(
            (in, length) -> {
              ImportedRun read = run.run(ForeignCheckpoint.open(in, length, file, warnings));
              return new Model(read.identity(), read.tensors());
            });
  }

  private record Read(Snapshot snapshot, String what) {}

  private Read read(FSDataInputStream in, long length) throws IOException {
    ForeignCheckpoint file = ForeignCheckpoint.open(in, length, request.file(), warnings);
    ImportedRun run = run(file);
    file.torch()
        .filter(torch -> torch.unchecked() > 0)
        .ifPresent(
            torch ->
                warnings.accept(
                    "The file was saved without checksums, so damage to it would go unnoticed: %d"
                            .formatted(torch.unchecked())
                        + " of its parts could not be checked."));
    return new Read(run.snapshot(file.epoch()), run.what());
  }

  private ImportedRun run(ForeignCheckpoint file) throws IOException {
    ReferenceState state = file.state();
    if (MocoImport.fits(state)) {
      return MocoImport.run(request, state, warnings);
    }
    if (file.encoder() || MocoImport.isEncoder(state)) {
      return MocoImport.encoder(request, state, warnings);
    }
    return SupervisedImport.run(request, state);
  }
}
