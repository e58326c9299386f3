package dev.flysnap;

import dev.flysnap.problem.Problem;
import dev.flysnap.sim.disk.block.BlockNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What only some computers let a test do. Each is looked into once in a process. */
public enum Ability {
    /** Volumes on loop devices, in a namespace of their own. */
    BLOCK_DEVICES,

    /** To mount file systems in memory, and views that are read-only. */
    MOUNTS,

    /** To make a file that this process cannot write; root can write all but immutable ones. */
    UNWRITABLE_FILES,

    /** {@code /proc}. */
    PROC,

    /** Temporary files of which the kernel counts what it writes to a disk. */
    FILES_ON_DISK,

    /** {@code /dev/shm}. */
    SHARED_MEMORY;

    private static final Map<Ability, Optional<String>> OBSTACLES = new ConcurrentHashMap<>();

    /** Why it is not possible here; empty where it is. */
    Optional<String> obstacle() {
        return OBSTACLES.computeIfAbsent(this, Ability::find);
    }

    private static Optional<String> find(Ability ability) {
        return switch (ability) {
            case BLOCK_DEVICES -> BlockNamespace.unavailableReason().map(Ability::sentences);
            case MOUNTS -> mounts();
            case UNWRITABLE_FILES -> unwritableFiles();
            case PROC -> absent(Files.isDirectory(Path.of("/proc/self/fd")), "/proc");
            case FILES_ON_DISK -> filesOnDisk();
            case SHARED_MEMORY -> absent(Files.isWritable(Path.of("/dev/shm")), "/dev/shm");
        };
    }

    private static String sentences(Problem problem) {
        return problem.what() + " " + problem.why() + " " + problem.next();
    }

    private static Optional<String> absent(boolean isThere, String path) {
        return isThere ? Optional.empty() : Optional.of("there is no " + path);
    }

    private static Optional<String> filesOnDisk() {
        try {
            String type = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).type();
            return type.equals("tmpfs")
                    ? Optional.of("temporary files are in memory only")
                    : absent(Files.isReadable(Path.of("/proc/vmstat")), "/proc/vmstat");
        } catch (IOException e) {
            return Optional.of("nobody knows where temporary files lie");
        }
    }

    private static Optional<String> mounts() {
        return tried(
                "needs root, and to be allowed to mount",
                file ->
                        List.of(
                                List.of("mount", "-t", "tmpfs", "none", file),
                                List.of("umount", file),
                                List.of("mount", "--bind", file, file),
                                List.of("mount", "-o", "remount,ro,bind", file),
                                List.of("umount", file)));
    }

    private static Optional<String> unwritableFiles() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.empty();
        }
        return tried(
                "root needs a file system on which chattr +i works",
                file -> List.of(List.of("chattr", "+i", file), List.of("chattr", "-i", file)));
    }

    private interface Commands {
        List<List<String>> on(String folder);
    }

    private static Optional<String> tried(String reason, Commands commands) {
        try {
            Path folder = Files.createTempDirectory("flysnap-tests");
            try {
                boolean all = commands.on(folder.toString()).stream().allMatch(Ability::isDone);
                return all ? Optional.empty() : Optional.of(reason);
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            return Optional.of(reason + ": " + e.getMessage());
        }
    }

    private static boolean isDone(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
