package dev.flysnap.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes that together get only so much memory, as in a small machine: a control group of Linux,
 * version 1 or 2. Needs root.
 */
final class MemoryGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PROCESSES = "cgroup.procs";
    private static final long REMOVED_IN_MS = 5000;
    private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

    /** The files in which the versions say the same. */
    private enum Version {
        ONE("memory.limit_in_bytes", "memory.oom_control", "total_rss"),
        TWO("memory.max", "memory.events", "anon");

        private final String limit;
        private final String events;
        private final String own;

        Version(String limit, String events, String own) {
            this.limit = limit;
            this.events = events;
            this.own = own;
        }
    }

    private final Path folder;
    private final Version version;

    private MemoryGroup(Path folder, Version version) {
        this.folder = folder;
        this.version = version;
    }

    /**
     * @throws UnsupportedOperationException with the reason, if this computer does not let one
     */
    static MemoryGroup create(long bytes) throws IOException {
        String name = "flysnap-bench-" + ProcessHandle.current().pid();
        Optional<Path> ours = controllerOne();
        MemoryGroup group =
                ours.isPresent()
                        ? new MemoryGroup(ours.get().resolve(name), Version.ONE)
                        : new MemoryGroup(ROOT.resolve(name), Version.TWO);
        try {
            Files.createDirectory(group.folder);
        } catch (IOException e) {
            throw new UnsupportedOperationException("no control group can be made: " + e, e);
        }
        try {
            Files.writeString(group.folder.resolve(group.version.limit), String.valueOf(bytes));
        } catch (IOException e) {
            Files.delete(group.folder);
            throw new UnsupportedOperationException("no limit can be set: " + e, e);
        }
        return group;
    }

    /** Below the group that we are in ourselves. */
    private static Optional<Path> controllerOne() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/cgroup"))) {
            return lines.filter(it -> it.contains(":memory:"))
                    .map(it -> Path.of(ROOT + "/memory" + it.substring(it.lastIndexOf(':') + 1)))
                    .findFirst();
        }
    }

    /** What goes before a command that is to run in it. */
    List<String> prefix() {
        return List.of(
                "sh",
                "-c",
                "echo $$ >'%s' && exec \"$@\"".formatted(folder.resolve(PROCESSES)),
                "sh");
    }

    /** Of all its processes, without what is mapped from files. */
    long ownBytes() throws IOException {
        return number("memory.stat", version.own);
    }

    /** How many of its processes were killed since there was no memory left. */
    long kills() throws IOException {
        return number(version.events, "oom_kill");
    }

    private long number(String file, String key) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(it -> it.startsWith(key + " "))
                .mapToLong(it -> Long.parseLong(it.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** When its processes have ended. */
    @Override
    public void close() throws IOException {
        long until = System.currentTimeMillis() + REMOVED_IN_MS;
        while (!Files.readString(folder.resolve(PROCESSES)).isEmpty()
                && System.currentTimeMillis() < until) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        Files.delete(folder);
    }
}
