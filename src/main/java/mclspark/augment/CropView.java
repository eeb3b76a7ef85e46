package mclspark.augment;

import mclspark.random.Purpose;

/**
 * One of the views of a picture that a batch holds: query, key, or the only one.
 *
 * @param purpose the random stream that the view's crops draw from
 * @param maker makes the crops
 */
public record CropView(Purpose purpose, CropMaker maker) {}
