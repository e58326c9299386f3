package dev.flysnap.schedule.cron;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * When a job last ran, in a file of the state directory that this process alone uses until it is
 * closed.
 */
public final class CronMemory implements AutoCloseable {
    private static final String FOLDER = "schedules";
    private static final int NAME_LENGTH = 20;

    private final Path file;
    private final FileChannel channel;

    private CronMemory(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param job what runs: another one has another memory
     * @throws dev.flysnap.problem.FlysnapException if another process has it, or the directory
     *     cannot be written
     */
    public static CronMemory open(Path stateDirectory, List<String> job) {
        Path folder = stateDirectory.resolve(FOLDER);
        String name = hash(String.join("\0", job));
        try {
            Path made = Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            made.resolve(name + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw inUse(job).exception();
            }
            return new CronMemory(made.resolve(name), channel);
        } catch (IOException e) {
            throw notUsable(folder, FailureText.of(e)).exception(e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            // Held as long as the channel is open.
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Empty where it has not run yet. */
    public Optional<Instant> lastRun() {
        try {
            return Files.exists(file)
                    ? Optional.of(Instant.parse(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException | DateTimeParseException e) {
            // As before the first run: the next time is not missed.
            return Optional.empty();
        }
    }

    public void remember(Instant begun) {
        try {
            AtomicFile.writePrivate(file, begun + "\n");
        } catch (IOException e) {
            throw notUsable(file, FailureText.of(e)).exception(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Problem inUse(List<String> job) {
        return new Problem(
                "schedule-in-use",
                ExitCode.LOCKED,
                "Another process of this state directory runs the same job: %s."
                        .formatted(String.join(" ", job)),
                "Two of them would do everything twice.",
                "End the other one, or give this one a directory of its own: --state-dir DIR");
    }

    private static Problem notUsable(Path path, String why) {
        return new Problem(
                "schedule-memory",
                ExitCode.FAILED,
                "%s cannot be used to remember the last run.".formatted(path),
                why,
                "Name a directory that lasts and can be written: --state-dir DIR");
    }
}
