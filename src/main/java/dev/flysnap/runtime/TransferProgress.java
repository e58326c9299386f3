package dev.flysnap.runtime;

import dev.flysnap.time.Sleeper;
import java.time.Duration;

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
     * Lets time pass before something is tried again.
     *
     * @throws Sleeper.Interrupted if the user wants it to end
     */
    default void pause(Duration duration) {
        Sleeper.REAL.sleep(duration);
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
