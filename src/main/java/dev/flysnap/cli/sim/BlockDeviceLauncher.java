package dev.flysnap.cli.sim;

import dev.flysnap.sim.disk.block.BlockNamespace;
import java.util.ArrayList;
import java.util.List;

/** Runs the command that is running once more, where volumes can be real block devices. */
final class BlockDeviceLauncher {
    /** The process that the user started, as the user sees its number: a namespace has its own. */
    private static final String STARTED = "flysnap.started";

    static boolean entered() {
        return BlockNamespace.entered();
    }

    /**
     * To be called first and on the main thread: what is in there dies with the thread.
     *
     * @return the exit code
     * @throws dev.flysnap.problem.FlysnapException with what to install, where it is not possible
     */
    static int runInside() {
        requirePossible();
        List<String> again = new ArrayList<>(BlockNamespace.thisProgram());
        again.add(1, "-D" + STARTED + "=" + ProcessHandle.current().pid());
        return BlockNamespace.run(again);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException with what to install, where it is not possible
     */
    static void requirePossible() {
        BlockNamespace.unavailableReason()
                .ifPresent(it -> {
                    throw it.exception();
                });
    }

    /** Whom to signal to end this command. */
    static long pid() {
        return Long.getLong(STARTED, ProcessHandle.current().pid());
    }

    private BlockDeviceLauncher() {}
}
