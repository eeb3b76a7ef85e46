package mclspark.supervised;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.loss.Distillation;
import mclspark.loss.InBatchMclLoss;
import mclspark.loss.LogitLosses;
import mclspark.loss.MclSettings;
import mclspark.loss.MclWeights;
import mclspark.loss.MemoryBank;
import mclspark.loss.MemoryBankMclLoss;
import mclspark.model.BatchNormMode;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerNetwork;
import mclspark.run.TaskContext;
import mclspark.sampling.NegativeSampler;
import mclspark.sampling.PicturesByClass;
import mclspark.step.Sgd;
import mclspark.tensor.HostTensor;
import mclspark.tensor.TorchEngine;

/**
 * Everything that supervised training goes on from: peers with their heads, optimiser, memory bank
 * and scores (spec 3.7; 6-D13: heads and bank too).
 */
final class SupervisedState implements AutoCloseable {

  /** The file of the peers after the best epoch. */
  static final String BEST = "best.safetensors";

  /** The file of the memory bank, where there is one. */
  static final String BANK = "memory-bank.safetensors";

  /** The file of the scores. */
  static final String SCORES = "scores.safetensors";

  private final SupervisedConfig config;
  private final PeerEncoder peers;
  private final Optional<MemoryBank> bank;
  private final PeerTrainer trainer;
  private final List<PeerScore> history = new ArrayList<>();
  private Map<String, HostTensor> best = Map.of();

  private SupervisedState(
      SupervisedConfig config, PeerEncoder peers, Optional<MemoryBank> bank, PeerTrainer trainer) {
    this.config = config;
    this.peers = peers;
    this.bank = bank;
    this.trainer = trainer;
  }

  /**
   * Allocates the peers and their trainer.
   *
   * @param pictures the training set
   */
  static SupervisedState allocate(
      SupervisedConfig config, TaskContext context, PicturesByClass pictures) {
    TorchEngine engine = context.engine();
    boolean channelsLast = config.ranks().channelsLast();
    MclConfig mcl = config.mcl();
    PeerEncoder peers =
        new PeerEncoder(
            engine,
            network(config, context.classes()),
            true,
            channelsLast,
            config.model().projectionDim());
    Optional<MemoryBank> bank = bank(config, engine, pictures.size());
    Sgd optimizer =
        new Sgd(
            engine,
            List.of(peers.parameters()),
            config.optimizer().momentum(),
            config.optimizer().weightDecay(),
            config.optimizer().nesterov(),
            channelsLast);
    PeerTrainer trainer =
        new PeerTrainer(
            engine,
            peers,
            context.input(),
            logitLosses(engine, mcl),
            contrast(config, engine, bank, pictures),
            weights(mcl),
            BatchNormMode.TRAIN,
            optimizer,
            config.ranks().logical(),
            config.picturesPerRank(),
            context.site().workers());
    return new SupervisedState(config, peers, bank, trainer);
  }

  /** Draws the starting weights. */
  void initialize() {
    peers.initialize(config.seed());
    bank.ifPresent(entries -> entries.initialize(config.seed()));
  }

  /** The peers' layers. */
  static PeerNetwork network(SupervisedConfig config, int classes) {
    return PeerArchitectures.named(config.model().arch(), config.model().peers(), classes);
  }

  /** A baseline needs no bank. */
  private static Optional<MemoryBank> bank(
      SupervisedConfig config, TorchEngine engine, int pictures) {
    MclConfig mcl = config.mcl();
    if (mcl.balancesClasses() || !mcl.isContrastive()) {
      return Optional.empty();
    }
    int width = config.model().projectionDim();
    return Optional.of(
        new MemoryBank(engine, config.model().peers(), pictures, width, mcl.bankMomentum()));
  }

  private static Optional<PeerContrast> contrast(
      SupervisedConfig config,
      TorchEngine engine,
      Optional<MemoryBank> bank,
      PicturesByClass pictures) {
    MclConfig mcl = config.mcl();
    if (!mcl.isContrastive()) {
      return Optional.empty();
    }
    MclSettings settings = new MclSettings(mcl.temperature(), mcl.softTemperature(), weights(mcl));
    if (bank.isEmpty()) {
      return Optional.of(new InBatchContrast(new InBatchMclLoss(engine, settings)));
    }
    return Optional.of(
        new MemoryBankContrast(
            bank.get(),
            new MemoryBankMclLoss(
                engine, settings, mcl.positives(), mcl.negativeCount(), config.picturesPerRank()),
            new NegativeSampler(config.seed(), pictures, mcl.positives(), mcl.negativeCount())));
  }

  private static LogitLosses logitLosses(TorchEngine engine, MclConfig mcl) {
    Distillation distillation =
        mcl.logitDistillation() ? Distillation.DETACHED_TEACHER : Distillation.NONE;
    return new LogitLosses(engine, mcl.softTemperature(), distillation);
  }

  private static MclWeights weights(MclConfig mcl) {
    return new MclWeights(
        mcl.vclWeight(), mcl.softVclWeight(), mcl.iclWeight(), mcl.softIclWeight());
  }

  /** Takes over the files of a checkpoint. */
  void restore(Map<String, TensorFile> files) {
    peers.load(files.get(Snapshot.MODEL).tensors());
    trainer.optimizer().load(files.get(Snapshot.OPTIMIZER).tensors(), List.of(""));
    bank.ifPresent(entries -> entries.load(files.get(BANK).tensors()));
    history.addAll(PeerScore.unpack(files.get(SCORES).tensors().get("scores")));
    best = files.get(BEST).tensors();
  }

  /** Copies everything; complete on the first worker, which has the running statistics. */
  Map<String, TensorFile> files() {
    Map<String, TensorFile> files = new LinkedHashMap<>();
    files.put(Snapshot.MODEL, TensorFile.of(peers.state()));
    files.put(Snapshot.OPTIMIZER, TensorFile.of(trainer.optimizer().state(List.of(""))));
    bank.ifPresent(entries -> files.put(BANK, TensorFile.of(entries.state())));
    files.put(BEST, TensorFile.of(best));
    files.put(SCORES, TensorFile.of(Map.of("scores", PeerScore.pack(history, peers.peers()))));
    return files;
  }

  /** Takes the test of an epoch; keeps a copy of the peers if they are the best so far. */
  void add(PeerScore score) {
    history.add(score);
    if (PeerScore.bestEpoch(history) == history.size() - 1) {
      best = peers.networkState();
    }
  }

  /** The scores of all finished epochs. */
  List<PeerScore> history() {
    return Collections.unmodifiableList(history);
  }

  PeerEncoder peers() {
    return peers;
  }

  PeerTrainer trainer() {
    return trainer;
  }

  /** Present if a parameter or velocity is no longer finite. */
  OptionalInt notFinite() {
    return trainer.optimizer().notFinite();
  }

  @Override
  public void close() {
    trainer.close();
  }
}
