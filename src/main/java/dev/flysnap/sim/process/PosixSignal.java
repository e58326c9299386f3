package dev.flysnap.sim.process;

import java.util.Locale;

/** Signals by name. Their numbers differ between Linux and macOS (signal.h of each). */
enum PosixSignal {
    SIGHUP(1, 1),
    SIGINT(2, 2),
    SIGQUIT(3, 3),
    SIGABRT(6, 6),
    SIGKILL(9, 9),
    SIGUSR1(10, 30),
    SIGUSR2(12, 31),
    SIGALRM(14, 14),
    SIGTERM(15, 15),
    SIGCONT(18, 19),
    SIGSTOP(19, 17),
    SIGTSTP(20, 18),
    SIGWINCH(28, 28);

    /** The highest signal number on any system. */
    private static final int MAX_SIGNAL = 64;

    private static final int EXIT_CODE_BASE = 128;

    private static final boolean MAC =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");

    private final int onLinux;
    private final int onMac;

    PosixSignal(int onLinux, int onMac) {
        this.onLinux = onLinux;
        this.onMac = onMac;
    }

    int number() {
        return MAC ? onMac : onLinux;
    }

    /**
     * @param name such as {@code SIGINT} or {@code INT}
     * @throws IllegalArgumentException with a sentence for the user, if no such signal is known
     */
    static PosixSignal named(String name) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        String full = upper.startsWith("SIG") ? upper : "SIG" + upper;
        for (PosixSignal signal : values()) {
            if (signal.name().equals(full)) {
                return signal;
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is not a signal that can be sent: SIGINT and SIGTERM are".formatted(name));
    }

    /**
     * Whether a signal ended the process, by the shell convention that the exit code is then 128+n.
     */
    static boolean isSignalExit(int exitCode) {
        return exitCode > EXIT_CODE_BASE && exitCode <= EXIT_CODE_BASE + MAX_SIGNAL;
    }

    /** The signal's number in an exit code for which {@link #isSignalExit} is true. */
    static int signalNumber(int exitCode) {
        return exitCode - EXIT_CODE_BASE;
    }
}
