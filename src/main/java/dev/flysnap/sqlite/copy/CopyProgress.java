package dev.flysnap.sqlite.copy;

/** Hears how far a copy is. Called often, from the thread that copies. */
@FunctionalInterface
public interface CopyProgress {
    CopyProgress NONE = (done, total) -> {};

    /**
     * @param total an estimate, never less than {@code done}
     */
    void copied(long doneBytes, long totalBytes);
}
