package dev.flysnap.agent.child;

import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The app as a child process: same terminal, forwarded signals, its exit code becomes the agent's,
 * and TERM when the agent is killed.
 */
// kill(2): Java itself can only send SIGTERM and SIGKILL.
@SuppressWarnings("restricted")
public final class ChildProcess {
    /**
     * {@link ProcessHandle#onExit} looks after what is no child of this process only now and then:
     * the app would be down for two seconds longer.
     */
    private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

    private static final MethodHandle KILL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT));

    private static final int SIGTERM = 15;

    /** Of glibc: how many heaps threads may have. */
    private static final String ARENAS = "MALLOC_ARENA_MAX";

    private final Process process;
    private final Optional<ParentWatch> watch;

    private ChildProcess(Process process, Optional<ParentWatch> watch) {
        this.process = process;
        this.watch = watch;
    }

    /**
     * @param hidden variables of the environment that it does not get
     * @throws dev.flysnap.problem.FlysnapException if there is no such program
     */
    public static ChildProcess start(List<String> command, Set<String> hidden) {
        Optional<ParentWatch> watch = ParentWatch.start();
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().keySet().removeAll(hidden);
            giveBackArenas(builder.environment());
            DescriptorLimit.lower();
            Process process = builder.start();
            watch.ifPresent(it -> it.over(process));
            return new ChildProcess(process, watch);
        } catch (IOException e) {
            throw AgentProblems.childNotStarted(String.join(" ", command), FailureText.of(e))
                    .exception(e);
        } finally {
            DescriptorLimit.raise();
        }
    }

    /** {@code bin/flysnap} lets this process have fewer than the machine says. */
    private static void giveBackArenas(Map<String, String> environment) {
        Optional.ofNullable(System.getProperty("flysnap.app.malloc_arena_max"))
                .ifPresent(own -> {
                    if (own.isEmpty()) {
                        environment.remove(ARENAS);
                    } else {
                        environment.put(ARENAS, own);
                    }
                });
    }

    /** Forwards a signal if the process is still alive. */
    public void signal(int number) {
        if (process.isAlive()) {
            try {
                int _ = (int) KILL.invokeExact((int) process.pid(), number);
            } catch (Throwable e) {
                throw new IllegalStateException("kill", e);
            }
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Ends it and the processes that it has started: asks first, and kills what is left when the
     * time is over.
     */
    void end(Duration limit) {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        long deadline = System.nanoTime() + limit.toNanos();
        signal(SIGTERM);
        process.onExit().completeOnTimeout(process, limit.toMillis(), TimeUnit.MILLISECONDS).join();
        List<ProcessHandle> left = all.stream().filter(ProcessHandle::isAlive).toList();
        left.forEach(ProcessHandle::destroy);
        while (left.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        all.forEach(ProcessHandle::destroyForcibly);
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    /** Waits until it ends; 128 + n when a signal ended it. */
    public int await() {
        while (true) {
            try {
                int exit = process.waitFor();
                watch.ifPresent(ParentWatch::close);
                return exit;
            } catch (InterruptedException e) {
                // Nobody interrupts the main thread; the app's end is the only end.
            }
        }
    }
}
