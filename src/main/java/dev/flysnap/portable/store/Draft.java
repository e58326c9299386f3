package dev.flysnap.portable.store;

import java.io.OutputStream;

/**
 * An object that is being written. Nobody finds it under its name before {@link #commit}; closed
 * without that, it is gone.
 */
public interface Draft extends AutoCloseable {
    /**
     * Takes the content; a write that fails says so by an {@link java.io.IOException}, or a {@link
     * dev.flysnap.problem.FlysnapException} where more is known.
     */
    OutputStream stream();

    /**
     * Gives it its name, when all of it is on the store's disks: from now on it is there, also
     * after a power cut.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be kept, or the name is taken
     */
    void commit();

    @Override
    void close();
}
