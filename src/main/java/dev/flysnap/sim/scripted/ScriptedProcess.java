package dev.flysnap.sim.scripted;

import dev.flysnap.sim.platform.Machinery;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A machine's main process, as its {@link Script} sees it. */
public final class ScriptedProcess {
    private static final int SIGKILL = 9;

    private final Machinery.Launch launch;
    private final Consumer<Machinery.Exit> exited;
    private final AtomicBoolean ended = new AtomicBoolean();

    ScriptedProcess(Machinery.Launch launch, Consumer<Machinery.Exit> exited) {
        this.launch = launch;
        this.exited = exited;
    }

    public Machinery.Launch launch() {
        return launch;
    }

    /** The volume that the machine mounts, for {@link MemoryDisks}. */
    public Optional<String> volume() {
        return launch.mount().map(it -> it.directory().getFileName().toString());
    }

    public boolean isRunning() {
        return !ended.get();
    }

    /** Ends the process, unless it has ended already. */
    public void exit(int code) {
        end(new Machinery.Exit(code, Optional.empty()));
    }

    /** Ends the process as SIGKILL would. */
    void killed() {
        end(new Machinery.Exit(128 + SIGKILL, Optional.of(SIGKILL)));
    }

    private void end(Machinery.Exit exit) {
        if (ended.compareAndSet(false, true)) {
            exited.accept(exit);
        }
    }
}
