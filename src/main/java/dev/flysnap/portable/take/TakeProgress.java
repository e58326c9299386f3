package dev.flysnap.portable.take;

import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.sqlite.copy.CopyProgress;

/** Progress of a copy and of what is done with it. */
public interface TakeProgress extends TransferProgress, CopyProgress {
    @Override
    void copied(long doneBytes, long totalBytes);
}
