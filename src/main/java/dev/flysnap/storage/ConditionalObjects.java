package dev.flysnap.storage;

import java.util.List;
import java.util.Optional;

/**
 * Small objects that several computers read and write at once. A name may have one folder: {@code
 * runs/run_k3v9x2m7qa}. Every failure is a {@link dev.flysnap.problem.FlysnapException}.
 */
public interface ConditionalObjects {
    /** Where they are, as users name it. */
    String where();

    /**
     * In the order of their names.
     *
     * @param from what their names begin with, the folder included
     */
    List<ListedObject> list(String from);

    /** Empty where there is none. */
    Optional<SmallObject> read(String name);

    /**
     * Writes it if the condition is met at that moment; it is on the store's disks then.
     *
     * @return its version; empty where the condition is not met, and nothing was written
     */
    Optional<String> put(String name, byte[] bytes, Condition condition);

    /** It is not there afterwards. */
    void delete(String name);
}
