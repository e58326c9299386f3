package dev.flysnap.portable.take;

import dev.flysnap.sqlite.copy.CopyProgress;

/** Hears what is being done, and how far that is. Called often, from the thread that does it. */
public interface TakeProgress extends CopyProgress {
    /** The next step, such as {@code checking the copy}. */
    void step(String text);
}
