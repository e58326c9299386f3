package dev.flysnap.sim.process;

import dev.flysnap.problem.FailureText;
import dev.flysnap.sim.platform.Machinery.Container;
import dev.flysnap.sim.platform.Machinery.Exec;
import dev.flysnap.sim.platform.Machinery.ExecOutcome;
import dev.flysnap.sim.platform.Machinery.Frozen;
import dev.flysnap.sim.platform.Machinery.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A running machine: its main process and every command that runs in it. */
final class RunningMachine {
    private static final Duration FREEZE_TIMEOUT = Duration.ofSeconds(10);

    /** What is asked to end has this long to do so. */
    private static final Duration STRAYS_TIMEOUT = Duration.ofSeconds(2);

    /** Concurrent commands, including ended ones that left a process running. */
    private static final int MAX_EXECS = 64;

    private final String machineId;
    private final Path home;
    private final ProcessSessions sessions;
    private final Watchdog watchdog;

    /** The containers by their names, the first one also as the machine's own. */
    private final Map<Optional<String>, ContainerView> views = new HashMap<>();

    private final Process main;
    private final List<Process> sidecars = new ArrayList<>();
    private final String privateIp;

    /** Pids of the main process and of commands; their process trees make up the machine. */
    private final Set<Long> leaders = new LinkedHashSet<>();

    private final Map<Long, ProcessHandle> stopped = new LinkedHashMap<>();
    private int freezes;
    private boolean ended;

    RunningMachine(Launch launch, Path home, ProcessSessions sessions, Watchdog watchdog)
            throws IOException {
        this.machineId = launch.machineId();
        this.privateIp = launch.privateIp();
        this.home = home;
        this.sessions = sessions;
        this.watchdog = watchdog;
        ContainerView first =
                new ContainerView(launch.mount(), privateIp, launch.environment(), home);
        views.put(Optional.empty(), first);
        this.main = first.main(sessions, launch.command());
        leaders.add(main.pid());
        try {
            startSidecars(launch, first, home);
        } catch (IOException e) {
            ProcessTree.killAll(leaders);
            throw e;
        }
    }

    private void startSidecars(Launch launch, ContainerView first, Path home) throws IOException {
        for (Container container : launch.containers()) {
            Optional<String> name = Optional.of(container.name());
            if (views.size() == 1) {
                views.put(name, first);
                continue;
            }
            Path own = Files.createDirectories(home.resolveSibling("home-" + container.name()));
            ContainerView view =
                    new ContainerView(container.mount(), privateIp, container.environment(), own);
            views.put(name, view);
            Process sidecar = view.main(sessions, container.command());
            sidecars.add(sidecar);
            leaders.add(sidecar.pid());
        }
    }

    /** The main processes of its further containers. */
    List<Process> sidecars() {
        return sidecars;
    }

    Process main() {
        return main;
    }

    /** The loopback address of this machine. */
    String privateIp() {
        return privateIp;
    }

    synchronized void signal(PosixSignal signal) {
        // A living process is not reaped, so its pid cannot belong to another process.
        if (!ended && main.isAlive()) {
            Posix.kill(main.pid(), signal);
        }
    }

    synchronized void kill() {
        ProcessTree.killAll(leaders);
    }

    /** Kills what the main process left running. No command can start after this. */
    synchronized void end() {
        ended = true;
        ProcessTree.killAll(leaders);
        Set<Long> strays = ProcessTree.withHome(home);
        // On Fly the machine's files go with it. Here they may lie outside its folder: those who
        // made them are asked first, so that they can take them along.
        ProcessTree.askToEnd(strays, STRAYS_TIMEOUT);
        ProcessTree.killAll(strays);
        leaders.forEach(watchdog::remove);
        leaders.clear();
    }

    ExecOutcome exec(Exec exec) {
        ContainerView view = views.get(exec.container());
        if (view == null || !view.canRun(exec.command())) {
            return new ExecOutcome.NotPossible(
                    "no such program in the machine: " + String.join(" ", exec.command()));
        }
        RunningExec running;
        synchronized (this) {
            if (!awaitThawed()) {
                return new ExecOutcome.NotPossible("the machine was frozen for too long");
            }
            if (ended || !main.isAlive()) {
                return new ExecOutcome.NotPossible("the machine has no running main process");
            }
            if (leaders.size() > MAX_EXECS) {
                return new ExecOutcome.NotPossible(
                        "more than " + MAX_EXECS + " commands run in the machine");
            }
            try {
                running = view.exec(sessions, exec.command());
            } catch (IOException e) {
                return new ExecOutcome.NotPossible(FailureText.of(e));
            }
            leaders.add(running.pid());
        }
        ExecOutcome outcome = running.await(exec.stdin(), exec.timeout());
        forgetEnded();
        return outcome;
    }

    /** Waits until the machine is not frozen, because no process may start meanwhile. */
    private synchronized boolean awaitThawed() {
        long end = System.nanoTime() + FREEZE_TIMEOUT.toNanos();
        try {
            while (freezes > 0) {
                long leftMs = (end - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    return false;
                }
                wait(leftMs);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Forgets commands whose process tree has ended, because their pids can be reused. */
    private synchronized void forgetEnded() {
        leaders.removeIf(leader -> {
            boolean gone = leader != main.pid() && ProcessTree.of(Set.of(leader)).isEmpty();
            if (gone) {
                watchdog.remove(leader);
            }
            return gone;
        });
    }

    /** Freezes nest: the processes continue when the last one is closed. */
    synchronized Frozen freeze() {
        freezes++;
        // Repeated even if the machine is frozen already: a command may have started meanwhile.
        boolean isFrozen =
                ProcessTree.stopAll(leaders, stopped)
                        && ProcessTree.awaitStopped(stopped.values(), FREEZE_TIMEOUT);
        if (!isFrozen) {
            thaw();
            throw ProcessProblems.notFrozen(machineId, FREEZE_TIMEOUT.toMillis()).exception();
        }
        return new Once(this::thaw);
    }

    private synchronized void thaw() {
        freezes--;
        if (freezes == 0) {
            stopped.values().stream()
                    .filter(ProcessHandle::isAlive)
                    .forEach(it -> Posix.kill(it.pid(), PosixSignal.SIGCONT));
            stopped.clear();
            notifyAll();
        }
    }

    private static final class Once implements Frozen {
        private Runnable thaw;

        Once(Runnable thaw) {
            this.thaw = thaw;
        }

        @Override
        public synchronized void close() {
            thaw.run();
            thaw = () -> {};
        }
    }
}
