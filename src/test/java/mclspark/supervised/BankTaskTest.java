package mclspark.supervised;

class BankTaskTest extends BatchTaskTest {

  @Override
  String negatives() {
    return SmallSupervisedRuns.BANK;
  }
}
