package dev.flysnap.runtime;

/**
 * Hears what is done with the bytes of a copy, and how far that is. Called often, from the threads
 * that do it.
 */
public interface TransferProgress {
    TransferProgress NONE =
            new TransferProgress() {
                @Override
                public void step(String text) {}

                @Override
                public void copied(long doneBytes, long totalBytes) {}
            };

    /** The next step, such as {@code checking the copy}. The one before has ended. */
    void step(String text);

    /** Something to know that is no step, such as a store that is away: told in any case. */
    default void note(String text) {
        step(text);
    }

    /**
     * How far this step is. A step that moves no bytes calls it never.
     *
     * @param totalBytes an estimate, never less than {@code doneBytes}
     */
    void copied(long doneBytes, long totalBytes);

    /** The last step has ended, well or not. Another may follow, and others may speak. */
    default void ended() {}
}
