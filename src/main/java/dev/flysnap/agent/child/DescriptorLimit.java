package dev.flysnap.agent.child;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;

/**
 * How many files this process may have open. The JVM would raise it to the most that is possible
 * when it starts, and the app would inherit that; {@code bin/flysnap} tells it not to, and the
 * agent raises its own when the app has been started.
 */
// getrlimit(2), setrlimit(2)
@SuppressWarnings("restricted")
public final class DescriptorLimit {
    /** RLIMIT_NOFILE on Linux. */
    private static final int DESCRIPTORS = 7;

    private static final long LIMITS_BYTES = 2L * Long.BYTES;

    private static OptionalLong before = OptionalLong.empty();

    /** As far as it can be raised; where that fails it stays as it is. */
    public static synchronized void raise() {
        change((now, most) -> {
            before = OptionalLong.of(before.orElse(now));
            return most;
        });
    }

    /** To what it was before it was raised, for what is started now. */
    static synchronized void lower() {
        change((now, _) -> before.orElse(now));
    }

    private static void change(LongBinaryOperator change) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(LIMITS_BYTES, Long.BYTES);
            if ((int) function("getrlimit").invokeExact(DESCRIPTORS, limits) == 0) {
                limits.set(
                        ValueLayout.JAVA_LONG,
                        0,
                        change.applyAsLong(
                                limits.get(ValueLayout.JAVA_LONG, 0),
                                limits.get(ValueLayout.JAVA_LONG, Long.BYTES)));
                int _ = (int) function("setrlimit").invokeExact(DESCRIPTORS, limits);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("setrlimit", e);
        }
    }

    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    private DescriptorLimit() {}
}
