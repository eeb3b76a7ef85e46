package mclspark.augment;

import java.util.function.Supplier;
import mclspark.random.Purpose;

/**
 * One of the views of a picture that a batch holds: query, key, or the only one.
 *
 * @param purpose the random stream that the view's crops draw from
 * @param makers gives every worker thread its own crop maker
 */
public record CropView(Purpose purpose, Supplier<CropMaker> makers) {}
