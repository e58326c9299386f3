package dev.flysnap.sim.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * POSIX calls that Java lacks: sending any signal, and the session and group of a process. Work on
 * Linux and macOS, without {@code /proc} or {@code ps}.
 */
final class Posix {
    private static final MethodHandle KILL = handle("kill", 2);
    private static final MethodHandle GETSID = handle("getsid", 1);
    private static final MethodHandle GETPGID = handle("getpgid", 1);

    /** Sends a signal; returns false if there is no such process. */
    static boolean kill(long pid, PosixSignal signal) {
        // 0 and negative numbers mean process groups or all processes, 1 is init.
        if (pid <= 1) {
            throw new IllegalArgumentException("pid %d must not be signalled".formatted(pid));
        }
        try {
            return (int) KILL.invokeExact((int) pid, signal.number()) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }

    /** The session of a process; -1 if there is no such process. */
    static long session(long pid) {
        try {
            return (int) GETSID.invokeExact((int) pid);
        } catch (Throwable e) {
            throw new IllegalStateException("getsid(2) cannot be called", e);
        }
    }

    /** The process group of a process; -1 if there is no such process. */
    static long group(long pid) {
        try {
            return (int) GETPGID.invokeExact((int) pid);
        } catch (Throwable e) {
            throw new IllegalStateException("getpgid(2) cannot be called", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, int arguments) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor shape =
                arguments == 1
                        ? FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                        : FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }

    private Posix() {}
}
