package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Machines as real trees of processes on this system, without any isolation: they see its files and
 * its network, and run as the simulator's user. When the simulator ends, even by kill -9, they end.
 *
 * <p>When a main process ends, whoever it started ends too, as on Fly, where the machine is gone
 * then. Java tells 128+n for a process that a signal ended <em>and</em> for one that exits with
 * that code: both count as the signal.
 */
public final class ProcessMachinery implements Machinery {
    private static final long OUTPUT_DRAIN_MS = 2_000;
    private static final long CLOSE_TIMEOUT_MS = 10_000;

    private final Path directory;
    private final Watchdog watchdog;
    private final ProcessSessions sessions;
    private final Map<String, RunningMachine> running = new ConcurrentHashMap<>();
    private final Map<String, Thread> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param directory where each machine gets a directory of its own: its home, its working
     *     directory, and the file that keeps what it printed
     */
    public ProcessMachinery(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.watchdog = new Watchdog();
        this.sessions = new ProcessSessions(watchdog);
    }

    /** The file with what a machine printed, its newest 4 MiB at least. */
    public Path logOf(String machineId) {
        return directory.resolve(machineId).resolve("output.log");
    }

    /**
     * {@inheritDoc}
     *
     * <p>A program that is not there ends the machine with 127. Nobody is told of an end that
     * {@link #close} brings.
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
        MachineLog log = new MachineLog(logOf(id));
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
        Thread output =
                Thread.ofPlatform()
                        .daemon()
                        .name("output-" + id)
                        .start(() -> log.copyFrom(main.getInputStream()));
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
            // Nobody interrupts this thread of ours; if somebody does, the watchdog still ends it.
            Thread.currentThread().interrupt();
        }
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
    public Optional<String> healthProblem(String machineId, HealthCheck check) {
        return machine(machineId)
                .map(it -> HealthProbe.healthProblem(it.privateIp(), check))
                .orElse(Optional.of("the machine has no running main process"));
    }

    /** {@inheritDoc} Nothing where the machine is not running. */
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
