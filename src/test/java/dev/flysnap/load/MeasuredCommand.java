package dev.flysnap.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a shell command took, with all processes that it started. Linux says it.
 *
 * @param cpuSeconds of all processors together, the system's part included
 * @param residentBytes the most that one of its processes ever had in memory
 * @param readBytes through system calls, whether the disk or the page cache gave them
 * @param writtenBytes likewise
 */
record MeasuredCommand(
        double seconds, double cpuSeconds, long residentBytes, long readBytes, long writtenBytes) {
    private static final long LIMIT_MINUTES = 30;
    private static final long LOOK_MILLIS = 20;
    private static final double TICKS_A_SECOND = 100;

    /** Fields of {@code /proc/PID/stat}: CPU times of children that were waited for. */
    private static final int CHILD_USER = 15;

    private static final int CHILD_SYSTEM = 16;

    /**
     * @throws IllegalStateException if it fails
     */
    static MeasuredCommand run(String command, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        Path stats = folder.resolve("stats");
        ProcessBuilder builder =
                new ProcessBuilder(
                        "sh",
                        "-c",
                        "%s\nended=$?; cat /proc/$$/stat /proc/$$/io >\"$STATS\"; exit $ended"
                                .formatted(command));
        builder.environment().putAll(environment);
        builder.environment().put("STATS", stats.toString());
        long began = System.nanoTime();
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long resident = 0;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            resident =
                    Math.max(
                            resident,
                            process.descendants()
                                    .mapToLong(it -> resident(it.pid()))
                                    .max()
                                    .orElse(0));
            if (System.nanoTime() - began > TimeUnit.MINUTES.toNanos(LIMIT_MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
        String[] times = Files.readAllLines(stats).getFirst().replaceAll(".*\\)", "0 0").split(" ");
        return new MeasuredCommand(
                seconds,
                (Long.parseLong(times[CHILD_USER]) + Long.parseLong(times[CHILD_SYSTEM]))
                        / TICKS_A_SECOND,
                resident,
                number(stats, "rchar:"),
                number(stats, "wchar:"));
    }

    /** Nothing of a process that has ended: the last look may miss its end. */
    private static long resident(long pid) {
        try {
            return number(Path.of("/proc", String.valueOf(pid), "status"), "VmHWM:") * 1024;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    static long number(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(it -> it.startsWith(name))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(name));
        }
    }
}
