package mclspark.supervised;

import java.util.Arrays;
import mclspark.loss.MclResult;
import mclspark.loss.MemoryBank;
import mclspark.loss.MemoryBankMclLoss;
import mclspark.sampling.NegativeSampler;
import mclspark.tensor.Ops;

/**
 * Contrast with a memory bank (spec 4.3). Every rank holds the same bank, because all update it
 * with the rows of all ranks.
 */
final class MemoryBankContrast implements PeerContrast {

  private final MemoryBank bank;
  private final MemoryBankMclLoss loss;
  private final NegativeSampler sampler;
  private Rows all;

  MemoryBankContrast(MemoryBank bank, MemoryBankMclLoss loss, NegativeSampler sampler) {
    this.bank = bank;
    this.loss = loss;
    this.sampler = sampler;
  }

  @Override
  public void begin(Rows rows) {
    all = rows;
  }

  @Override
  public MclResult of(int first, int count, int epoch) {
    int[] shown =
        Arrays.stream(all.pictures(), first, first + count).mapToInt(Math::toIntExact).toArray();
    return loss.compute(
        bank, Ops.contiguous(Ops.narrow(all.z(), 1, first, count)), sampler.rows(epoch, shown));
  }

  @Override
  public void end() {
    bank.update(all.pictures(), all.z());
    all = null;
  }
}
