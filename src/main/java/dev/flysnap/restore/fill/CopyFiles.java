package dev.flysnap.restore.fill;

import dev.flysnap.restore.request.CopySource;
import java.nio.file.Path;

/** Where the copies of a restore lie on this computer, as plain databases. */
@FunctionalInterface
public interface CopyFiles {
    /** For commands that bring none. */
    CopyFiles NONE =
            copy -> {
                throw FillProblems.notAtHand(copy).exception();
            };

    /**
     * Prepared now, if it is not yet.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is not what was planned with any more
     */
    Path plain(CopySource copy);
}
