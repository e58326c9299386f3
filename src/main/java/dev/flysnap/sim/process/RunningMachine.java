package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery.Exec;
import dev.flysnap.sim.platform.Machinery.ExecOutcome;
import dev.flysnap.sim.platform.Machinery.Frozen;
import dev.flysnap.sim.platform.Machinery.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One machine that runs: its main process, and every command that was run in it. */
final class RunningMachine {
    private static final Duration FREEZE_TIMEOUT = Duration.ofSeconds(10);

    /** Commands at once, those included that left somebody running behind them. */
    private static final int MAX_EXECS = 64;

    private final String machineId;
    private final ProcessSessions sessions;
    private final Watchdog watchdog;
    private final Path home;
    private final MountPathRewriter mountPath;
    private final Map<String, String> environment;
    private final Process main;
    private final String privateIp;

    /** The main process and the execs: whoever belongs to them belongs to the machine. */
    private final Set<Long> leaders = new LinkedHashSet<>();

    private final Map<Long, ProcessHandle> stopped = new LinkedHashMap<>();
    private int freezes;
    private boolean ended;

    RunningMachine(Launch launch, Path home, ProcessSessions sessions, Watchdog watchdog)
            throws IOException {
        this.machineId = launch.machineId();
        this.privateIp = launch.privateIp();
        this.sessions = sessions;
        this.watchdog = watchdog;
        this.home = home;
        this.mountPath = new MountPathRewriter(launch);
        this.environment = ProcessEnvironment.of(home, mountPath.rewrite(launch.environment()));
        List<String> command = mountPath.rewrite(launch.command());
        this.main = sessions.start(command, environment, home, false, true);
        leaders.add(main.pid());
    }

    Process main() {
        return main;
    }

    /** The loopback address that is this machine's own. */
    String privateIp() {
        return privateIp;
    }

    synchronized void signal(PosixSignal signal) {
        // Not reaped while it is alive, so the number is still its own.
        if (!ended && main.isAlive()) {
            Posix.kill(main.pid(), signal);
        }
    }

    synchronized void kill() {
        ProcessTree.killAll(leaders);
    }

    /**
     * The main process is gone, so the machine is: whoever is left goes too. No exec after this.
     */
    synchronized void end() {
        ended = true;
        ProcessTree.killAll(leaders);
        leaders.forEach(watchdog::remove);
        leaders.clear();
    }

    ExecOutcome exec(Exec exec) {
        List<String> command = mountPath.rewrite(exec.command());
        if (command.isEmpty()
                || !ProcessEnvironment.canRun(command.getFirst(), environment, home)) {
            return new ExecOutcome.NotPossible(
                    "no such program in the machine: " + String.join(" ", exec.command()));
        }
        Process process;
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
                process = sessions.start(command, environment, home, true, false);
            } catch (IOException e) {
                return new ExecOutcome.NotPossible(String.valueOf(e.getMessage()));
            }
            leaders.add(process.pid());
        }
        ExecOutcome outcome = new RunningExec(process).await(exec.stdin(), exec.timeout());
        forgetEnded();
        return outcome;
    }

    /** Nothing new may run in a frozen machine. */
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

    /** What an exec left running stays the machine's; where nobody is left, the number is free. */
    private synchronized void forgetEnded() {
        leaders.removeIf(leader -> {
            boolean gone = leader != main.pid() && ProcessTree.of(Set.of(leader)).isEmpty();
            if (gone) {
                watchdog.remove(leader);
            }
            return gone;
        });
    }

    /** Freezes nest: the tree goes on when the last one is closed. */
    synchronized Frozen freeze() {
        freezes++;
        // Looked at again also when it is frozen already: an exec may have come meanwhile.
        boolean still =
                ProcessTree.stopAll(leaders, stopped)
                        && ProcessTree.awaitStopped(stopped.values(), FREEZE_TIMEOUT);
        if (!still) {
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
