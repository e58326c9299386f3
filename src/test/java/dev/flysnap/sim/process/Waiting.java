package dev.flysnap.sim.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks at other processes until something is true, and never longer than a limit. */
public final class Waiting {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Path PROC = Path.of("/proc");

    private Waiting() {}

    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The first line of a file that another process writes. */
    public static String forText(Path file) {
        until(file + " has a line", () -> text(file).endsWith("\n"));
        return text(file).strip();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** Neither ended nor ended and unreaped. */
    public static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                && "ZX".indexOf(state(pid)) < 0;
    }

    public static boolean isStopped(long pid) {
        return state(pid) == 'T';
    }

    private static char state(long pid) {
        if (!Files.isDirectory(PROC)) {
            return PsState.of(pid).orElse('X');
        }
        String stat = text(PROC.resolve(pid + "/stat"));
        return stat.isEmpty() ? 'X' : stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
