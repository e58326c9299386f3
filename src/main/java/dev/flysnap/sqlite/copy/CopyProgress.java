package dev.flysnap.sqlite.copy;

/** Hears how far a copy is. Called often, by one thread at a time. */
@FunctionalInterface
public interface CopyProgress {
    /**
     * @param totalBytes an estimate, never less than {@code doneBytes}
     */
    void copied(long doneBytes, long totalBytes);

    /**
     * Whether the copy is to be ended, and fail. Asked as often. The backup API goes on to its end,
     * but takes no more room.
     */
    default boolean isCancelled() {
        return false;
    }
}
