package mclspark.train.torch;

/**
 * A stretch of elements in the file that tensors are views of.
 *
 * @param type the elements
 * @param key the storage's name in the file
 * @param elements how many the whole storage has
 * @param viewBegin first element of the stretch; 0 but for views of storages in the older format
 * @param viewElements elements of the stretch
 */
record StorageReference(
    ElementType type, String key, long elements, long viewBegin, long viewElements) {}
