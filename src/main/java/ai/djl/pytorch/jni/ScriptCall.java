package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.Arrays;

/**
 * Runs a method of a TorchScript module outside inference mode, so that its result can take part in
 * autograd. DJL's public calls always use inference mode, and the native call is private to this
 * package: that is the only reason why this class lives here.
 */
public final class ScriptCall {

  private ScriptCall() {}

  /** Runs {@code method} with the arguments; the caller closes the arguments and the result. */
  public static IValue run(PtSymbolBlock module, String method, IValue... arguments) {
    long[] handles = Arrays.stream(arguments).mapToLong(IValue::getHandle).toArray();
    return new IValue(
        PyTorchLibrary.LIB.moduleRunMethod(module.getHandle(), method, handles, true, false));
  }
}
