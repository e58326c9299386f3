package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Signals to other processes, by the shell's own kill: not every computer has the program. */
public final class Signals {
    private static final List<Integer> HUP_AND_INT = List.of(1, 2);
    private static final long SIG_DFL = 0;
    private static final long SIG_IGN = 1;

    /** More than a struct sigaction has on any system; it begins with the handler. */
    private static final long SIGACTION_BYTES = 256;

    /**
     * Sends one.
     *
     * @param name such as INT
     * @param target a process, or with a minus sign before it a group of them
     */
    public static void send(String name, String target) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " -- " + target).start();
        assertEquals(0, kill.waitFor());
    }

    public static void send(String name, ProcessHandle target) throws Exception {
        send(name, String.valueOf(target.pid()));
    }

    /**
     * A shell script starts its background jobs with SIGINT ignored, {@code nohup} its command with
     * SIGHUP, and each child inherits that: neither the JVM nor a shell's {@code trap} can then
     * receive it. After this, processes that this JVM starts can.
     */
    public static void receiveInterrupts() throws Throwable {
        for (int signal : HUP_AND_INT) {
            receive(signal);
        }
    }

    @SuppressWarnings("restricted")
    private static void receive(int signal) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
            int failed =
                    (int)
                            function(
                                            "sigaction",
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.ADDRESS,
                                                    ValueLayout.ADDRESS))
                                    .invokeExact(signal, MemorySegment.NULL, action);
            assertEquals(0, failed);
            if (action.get(ValueLayout.JAVA_LONG, 0) == SIG_IGN) {
                long _ =
                        (long)
                                function(
                                                "signal",
                                                FunctionDescriptor.of(
                                                        ValueLayout.JAVA_LONG,
                                                        ValueLayout.JAVA_INT,
                                                        ValueLayout.JAVA_LONG))
                                        .invokeExact(signal, SIG_DFL);
            }
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    private Signals() {}
}
