package dev.flysnap.sim.disk.block;

import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import dev.flysnap.sim.disk.DiskProblems;
import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pid and mount namespace for a simulator with {@link BlockDisks}: when the simulator ends, even
 * by kill -9, the kernel ends every process in it and removes its mounts, which frees the loop
 * devices. Needs Linux and root.
 *
 * <p>A Java process cannot enter a namespace itself, so the program runs itself again inside:
 * {@code if (!BlockNamespace.entered()) return BlockNamespace.run(command);}
 */
public final class BlockNamespace {
    private static final String MARKER = "flysnap-namespace";
    private static final long END_LIMIT_MS = 30_000;

    /**
     * Process 1 of the namespace: reaps orphans and forwards signals. A background process of a
     * shell ignores SIGINT, so every signal is forwarded as SIGTERM. Its stdin would be /dev/null,
     * even with {@code <&0}, so stdin is passed as descriptor 3.
     */
    private static final String INIT =
            """
            exec 3<&0
            "$@" <&3 3<&- &
            main=$!
            trap 'kill -TERM $main' TERM INT HUP
            while :; do
              wait $main
              code=$?
              kill -0 $main 2>/dev/null || exit $code
            done
            """;

    private static final List<String> PREFIX =
            List.of(
                    "setpriv",
                    "--pdeathsig",
                    "KILL",
                    "unshare",
                    "--mount",
                    "--propagation",
                    "private",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "--mount-proc",
                    "--");

    private static final List<String> TOOLS =
            List.of(
                    "setpriv",
                    "unshare",
                    "mount",
                    "umount",
                    "losetup",
                    "mkfs.xfs",
                    "mkfs.ext4",
                    "e2fsck",
                    "resize2fs");

    private BlockNamespace() {}

    /** Why block devices cannot be used here, and what to install; empty if they can. */
    public static Optional<Problem> unavailableReason() {
        if (!Files.isDirectory(Path.of("/proc/self/ns"))) {
            return Optional.of(DiskProblems.blocksNeedLinux());
        }
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return Optional.of(DiskProblems.blocksNeedRoot());
            }
            List<String> missing =
                    TOOLS.stream().filter(it -> !SystemCommand.isInstalled(it)).toList();
            if (!missing.isEmpty()) {
                return Optional.of(DiskProblems.blocksNeedTools(missing));
            }
            if (!Files.exists(Path.of("/dev/loop-control"))) {
                return Optional.of(DiskProblems.blocksNotAllowed("There is no /dev/loop-control."));
            }
            SystemCommand.run(
                    Stream.concat(PREFIX.stream(), Stream.of("true")).toArray(String[]::new));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(DiskProblems.blocksNotAllowed(FailureText.of(e)));
        }
    }

    /** Whether this process runs inside such a namespace. */
    public static boolean entered() {
        try {
            return Files.readString(Path.of("/proc/1/cmdline"), StandardCharsets.ISO_8859_1)
                    .contains("\0" + MARKER + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs {@code command} inside a new namespace with this process's terminal, and waits for its
     * end. A request to end this process is forwarded. Blocks the calling thread; the command dies
     * with that thread.
     *
     * @param command program and arguments; {@link #thisProgram()} to run this program again
     * @return its exit code
     */
    public static int run(List<String> command) {
        Process outer;
        try {
            outer = new ProcessBuilder(wrap(command)).inheritIO().start();
        } catch (IOException e) {
            throw DiskProblems.blocksNotAllowed(FailureText.of(e)).exception(e);
        }
        Thread relay = Thread.ofPlatform().unstarted(() -> end(outer));
        Runtime.getRuntime().addShutdownHook(relay);
        try {
            return outer.waitFor();
        } catch (InterruptedException e) {
            end(outer);
            Thread.currentThread().interrupt();
            return outer.isAlive() ? 1 : outer.exitValue();
        }
    }

    /** The command that runs {@code command} inside a new namespace. */
    static List<String> wrap(List<String> command) {
        List<String> all = new ArrayList<>(PREFIX);
        all.addAll(List.of("/bin/sh", "-c", INIT, MARKER));
        all.addAll(command);
        return List.copyOf(all);
    }

    /** The command that started this Java process. */
    public static List<String> thisProgram() {
        try {
            String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
            List<String> command = new ArrayList<>(List.of(line.split("\0", -1)));
            command.removeLast();
            command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
            return List.copyOf(command);
        } catch (IOException e) {
            throw DiskProblems.blocksNotAllowed(FailureText.of(e)).exception(e);
        }
    }

    /** unshare does not forward signals, so its child (process 1 of the namespace) is signalled. */
    private static void end(Process outer) {
        outer.children().forEach(ProcessHandle::destroy);
        try {
            if (!outer.waitFor(END_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                outer.destroyForcibly();
            }
        } catch (InterruptedException e) {
            outer.destroyForcibly();
        }
    }
}
