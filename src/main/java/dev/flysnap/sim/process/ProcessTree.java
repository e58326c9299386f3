package dev.flysnap.sim.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The processes that session leaders started: all processes in a leader's session or group, even if
 * their parents have ended, and all descendants of those, even if they left the session.
 *
 * <p>A process that left the session <em>and</em> whose parent ended before the scan is not among
 * them: {@link #withHome} finds those on Linux.
 */
final class ProcessTree {
    /** Maximum number of scans while the tree keeps growing. */
    private static final int MAX_ROUNDS = 100;

    /** Between two scans of processes that are about to stop or end. */
    private static final long PAUSE_NANOS = 50_000;

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

    private ProcessTree() {}

    /**
     * Those that were started with this home directory, which is one machine's own; none where
     * there is no {@code /proc}.
     */
    static Set<Long> withHome(Path home) {
        String wanted = "\0HOME=" + home + "\0";
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(it -> ("\0" + environment(it)).contains(wanted))
                .collect(Collectors.toSet());
    }

    /** Empty for a process that is gone, or another user's. */
    private static String environment(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** All current processes of the leaders. */
    static Map<Long, ProcessHandle> of(Collection<Long> leaders) {
        Map<Long, ProcessHandle> members = new LinkedHashMap<>();
        Map<Long, List<ProcessHandle>> children = new LinkedHashMap<>();
        List<ProcessHandle> open = new ArrayList<>();
        ProcessHandle.allProcesses()
                .forEach(process -> {
                    long pid = process.pid();
                    if (leaders.contains(pid)
                            || leaders.contains(Posix.session(pid))
                            || leaders.contains(Posix.group(pid))) {
                        open.add(process);
                    } else {
                        process.parent()
                                .ifPresent(parent ->
                                        children.computeIfAbsent(
                                                        parent.pid(), _ -> new ArrayList<>())
                                                .add(process));
                    }
                });
        while (!open.isEmpty()) {
            ProcessHandle next = open.removeLast();
            if (members.putIfAbsent(next.pid(), next) == null) {
                open.addAll(children.getOrDefault(next.pid(), List.of()));
            }
        }
        return members;
    }

    /**
     * Stops all processes; scans again until no new process is found.
     *
     * @param stopped receives the processes that this call stopped, also when it fails, so that the
     *     caller can continue them; not those that were stopped before
     * @return false if the tree grew faster than it could be stopped
     */
    static boolean stopAll(Collection<Long> leaders, Map<Long, ProcessHandle> stopped) {
        Set<Long> seen = new HashSet<>();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            boolean foundNew = false;
            for (ProcessHandle member : of(leaders).values()) {
                if (seen.add(member.pid())) {
                    foundNew = true;
                    if (!isStopped(member.pid()) && Posix.kill(member.pid(), PosixSignal.SIGSTOP)) {
                        stopped.put(member.pid(), member);
                    }
                }
            }
            if (!foundNew) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits until every thread of every process has stopped or ended. SIGSTOP returns earlier: a
     * thread in a system call, such as a write, finishes it first.
     *
     * @return false if the time limit was reached first
     */
    static boolean awaitStopped(Collection<ProcessHandle> stopped, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (ProcessHandle member : stopped) {
            while (member.isAlive() && !isStopped(member.pid())) {
                if (System.nanoTime() > end) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }

    /** Sends SIGTERM, and waits until the processes have ended or the time limit is reached. */
    static void askToEnd(Collection<Long> pids, Duration limit) {
        pids.forEach(pid -> Posix.kill(pid, PosixSignal.SIGTERM));
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && pids.stream().anyMatch(ProcessTree::isRunning)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).isPresent() && !isZombie(pid);
    }

    /** Kills all processes. Stops them first, so that none can start another meanwhile. */
    static void killAll(Collection<Long> leaders) {
        stopAll(leaders, new LinkedHashMap<>());
        long end = System.nanoTime() + KILL_TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            boolean anyAlive = false;
            for (ProcessHandle member : of(leaders).values()) {
                // A zombie has ended; it does not matter when its parent reaps it.
                if (!isZombie(member.pid())) {
                    anyAlive = true;
                    Posix.kill(member.pid(), PosixSignal.SIGKILL);
                }
            }
            if (!anyAlive) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isZombie(long pid) {
        return HAS_PROC && "ZX".indexOf(state(PROC.resolve(pid + "/stat"))) >= 0;
    }

    private static boolean isStopped(long pid) {
        if (!HAS_PROC) {
            return PsState.of(pid).map(it -> "TZ".indexOf(it) >= 0).orElse(true);
        }
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads) {
                if ("TtZX".indexOf(state(thread.resolve("stat"))) < 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException gone) {
            return true;
        }
    }

    /** The state letter (proc_pid_stat(5)); X (dead) if the process is gone. */
    private static char state(Path stat) {
        try {
            String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
            return line.charAt(line.lastIndexOf(')') + 2);
        } catch (IOException | StringIndexOutOfBoundsException gone) {
            return 'X';
        }
    }
}
