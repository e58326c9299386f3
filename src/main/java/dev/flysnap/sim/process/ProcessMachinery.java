package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Machines as real trees of processes on this system, without any isolation: they see its files and
 * its network, and run as the simulator's user. They end when the simulator ends, even by kill -9.
 *
 * <p>When a main process ends, the processes that it started are killed, as on Fly, where the
 * machine ends then. Java reports 128+n both for a process that signal n ended and for one that
 * exits with that code; both are taken for the signal.
 */
public final class ProcessMachinery implements Machinery {
    private static final long OUTPUT_DRAIN_MS = 2_000;
    private static final long CLOSE_TIMEOUT_MS = 10_000;

    private final Path directory;
    private final Watchdog watchdog;
    private final ProcessSessions sessions;
    private final Map<String, RunningMachine> running = new ConcurrentHashMap<>();
    private final Map<String, Thread> waiting = new ConcurrentHashMap<>();
    private final Map<String, RecentLines> recent = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param directory contains a directory for each machine, with its home, which is also its
     *     working directory, and its output
     */
    public ProcessMachinery(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.watchdog = new Watchdog();
        this.sessions = new ProcessSessions(watchdog);
    }

    /** The file with a machine's output: at least the newest 4 MiB. */
    public Path logOf(String machineId) {
        return directory.resolve(machineId).resolve("output.log");
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the program does not exist, the machine exits with 127. {@code exited} is not called
     * for machines that {@link #close} ends.
     *
     * @throws IllegalStateException if the machine is running
     */
    @Override
    public void start(Launch launch, Consumer<Exit> exited) {
        String id = launch.machineId();
        Path home = directory.resolve(id).resolve("home");
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw ProcessProblems.noLogDirectory(home, String.valueOf(e)).exception(e);
        }
        MachineLog log =
                new MachineLog(logOf(id), recent.computeIfAbsent(id, _ -> new RecentLines()));
        synchronized (running) {
            if (closed.get() || running.containsKey(id)) {
                throw new IllegalStateException(
                        closed.get() ? "the machinery is closed" : id + " is running");
            }
            try {
                RunningMachine machine = new RunningMachine(launch, home, sessions, watchdog);
                running.put(id, machine);
                Thread waiter =
                        Thread.ofPlatform()
                                .daemon()
                                .name("machine-" + id)
                                .unstarted(() -> await(id, machine, log, exited));
                waiting.put(id, waiter);
                waiter.start();
            } catch (IOException e) {
                throw ProcessProblems.notStarted(id, String.valueOf(e.getMessage())).exception(e);
            }
        }
    }

    private void await(String id, RunningMachine machine, MachineLog log, Consumer<Exit> exited) {
        Process main = machine.main();
        Thread output = copy(id, log, main);
        machine.sidecars().forEach(it -> copy(id, log, it));
        try {
            int code = main.waitFor();
            machine.end();
            output.join(OUTPUT_DRAIN_MS);
            running.remove(id, machine);
            waiting.remove(id, Thread.currentThread());
            if (!closed.get()) {
                exited.accept(exit(code));
            }
        } catch (InterruptedException e) {
            // Nothing interrupts this thread; if it happens, the watchdog still kills the machine.
            Thread.currentThread().interrupt();
        }
    }

    private static Thread copy(String id, MachineLog log, Process process) {
        return Thread.ofPlatform()
                .daemon()
                .name("output-" + id)
                .start(() -> log.copyFrom(process.getInputStream()));
    }

    private static Exit exit(int code) {
        return new Exit(
                code,
                PosixSignal.isSignalExit(code)
                        ? Optional.of(PosixSignal.signalNumber(code))
                        : Optional.empty());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if there is no such signal
     */
    @Override
    public void signal(String machineId, String signal) {
        PosixSignal named = PosixSignal.named(signal);
        machine(machineId).ifPresent(it -> it.signal(named));
    }

    @Override
    public void kill(String machineId) {
        machine(machineId).ifPresent(RunningMachine::kill);
    }

    @Override
    public ExecOutcome exec(String machineId, Exec exec) {
        return machine(machineId)
                .map(it -> it.exec(exec))
                .orElseGet(() ->
                        new ExecOutcome.NotPossible("the machine has no running main process"));
    }

    @Override
    public List<OutputLine> output(String machineId) {
        return Optional.ofNullable(recent.get(machineId)).map(RecentLines::all).orElse(List.of());
    }

    @Override
    public Optional<String> healthProblem(String machineId, HealthCheck check) {
        return machine(machineId)
                .map(it -> HealthProbe.healthProblem(it.privateIp(), check))
                .orElse(Optional.of("the machine has no running main process"));
    }

    /** {@inheritDoc} Does nothing if the machine is not running. */
    @Override
    public Frozen freeze(String machineId) {
        return machine(machineId).map(RunningMachine::freeze).orElse(() -> {});
    }

    private Optional<RunningMachine> machine(String machineId) {
        return Optional.ofNullable(running.get(machineId));
    }

    @Override
    public void close() {
        synchronized (running) {
            if (closed.getAndSet(true)) {
                return;
            }
        }
        running.values().forEach(RunningMachine::kill);
        try {
            for (Thread waiter : waiting.values()) {
                waiter.join(CLOSE_TIMEOUT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watchdog.close();
    }
}
