package dev.flysnap.agent.child;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Signals that this process gets. {@code sun.misc.Signal} is the JDK's only way to hear of them; it
 * is reached by name because the compiler warns of it without a way to say that it is meant.
 */
public final class SignalHandlers {
    static final String INTERRUPT = "INT";
    public static final List<String> STOPPING = List.of(INTERRUPT, "TERM");

    /** Only forwarded. QUIT cannot be: the JVM reserves it. */
    public static final List<String> FORWARDED =
            List.of("HUP", "USR1", "USR2", "WINCH", "ALRM", "VTALRM", "PROF", "IO", "PWR");

    /** About this process alone, and no reason to leave the app without it. */
    static final List<String> IGNORED = List.of("XCPU");

    private static final int SIGINT = 2;
    private static final long SIG_DFL = 0;

    /**
     * From now on {@code name} does nothing but this.
     *
     * @return false if the system has no such signal, or the JVM does not give it away
     */
    public static boolean on(String name, IntConsumer action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method number = signal.getMethod("getNumber");
            Object heard =
                    Proxy.newProxyInstance(
                            SignalHandlers.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, arguments) -> {
                                action.accept((int) number.invoke(arguments[0]));
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), heard);
            return true;
        } catch (ReflectiveOperationException e) {
            // Not on this system, or not for programs: then it stays what the system makes of it.
            return false;
        }
    }

    /**
     * Takes back that this process was started to ignore SIGINT, as a shell script starts its
     * background jobs: the JVM leaves that alone. {@link #on} is to follow, since now the signal
     * just ends the process.
     */
    // signal(2)
    @SuppressWarnings("restricted")
    public static void stopIgnoringInterrupts() {
        Linker linker = Linker.nativeLinker();
        MethodHandle signal =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("signal"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG));
        try {
            long _ = (long) signal.invokeExact(SIGINT, SIG_DFL);
        } catch (Throwable e) {
            throw new IllegalStateException("signal", e);
        }
    }

    private SignalHandlers() {}
}
