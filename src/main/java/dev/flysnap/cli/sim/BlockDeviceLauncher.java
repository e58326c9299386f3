package dev.flysnap.cli.sim;

import dev.flysnap.sim.disk.block.BlockNamespace;
import java.util.ArrayList;
import java.util.List;

/** Runs the current command again in a namespace where volumes can be real block devices. */
final class BlockDeviceLauncher {
    /** The process that the user started, by its pid outside the namespace. */
    private static final String STARTED = "flysnap.started";

    static boolean entered() {
        return BlockNamespace.entered();
    }

    /**
     * Must be called first and on the main thread: the namespace's processes die with that thread.
     *
     * @return the exit code
     * @throws dev.flysnap.problem.FlysnapException that names what to install, if it is not
     *     possible
     */
    static int runInside() {
        requirePossible();
        List<String> command = new ArrayList<>(BlockNamespace.thisProgram());
        command.add(1, "-D" + STARTED + "=" + ProcessHandle.current().pid());
        return BlockNamespace.run(command);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException that names what to install, if it is not
     *     possible
     */
    static void requirePossible() {
        BlockNamespace.unavailableReason()
                .ifPresent(problem -> {
                    throw problem.exception();
                });
    }

    /** The process to signal to end this command. */
    static long pid() {
        return Long.getLong(STARTED, ProcessHandle.current().pid());
    }

    private BlockDeviceLauncher() {}
}
