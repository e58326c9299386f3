package dev.flysnap.sqlite.quiesce;

/** Brings to its device what was written before. */
public interface DeviceSync extends AutoCloseable {
    /**
     * Returns when all of it is there.
     *
     * @throws dev.flysnap.problem.FlysnapException if something could not be written
     */
    void sync();

    @Override
    default void close() {}
}
