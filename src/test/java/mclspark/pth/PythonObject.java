package mclspark.pth;

/**
 * An object of any class to be written into a PyTorch file, without attributes.
 *
 * @param module the module of its class
 * @param name the name of its class
 */
public record PythonObject(String module, String name) {}
