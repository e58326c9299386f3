package dev.flysnap.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Real processes that commit to real databases, and what they were told is safe; each writer a few
 * hundred times a second.
 */
public final class Load implements AutoCloseable {
    /** One commit that a writer was told of, and when. */
    public record Commit(int writer, long number, long nanos) {
        public String row() {
            return writer + ":" + number;
        }
    }

    private static final int MOST_LINE_BYTES = 4096;

    private final List<Process> processes = new ArrayList<>();
    private final Path acks;

    private final int writersEach;

    private Load(Path acks, int writersEach) {
        this.acks = acks;
        this.writersEach = writersEach;
    }

    /** Two processes with two writers each; returns when every one of them has committed. */
    public static Load on(Path work, String synchronous, Path... databases) throws IOException {
        return on(2, 2, work, synchronous, databases);
    }

    /** So many processes with so many writers each. */
    public static Load on(
            int processes, int writersEach, Path work, String synchronous, Path... databases)
            throws IOException {
        Load load = new Load(work.resolve("acks"), writersEach);
        for (int i = 0; i < processes; i++) {
            List<String> command =
                    new ArrayList<>(
                            java(
                                    WriterMain.class,
                                    load.acks.toString(),
                                    String.valueOf(i * writersEach),
                                    String.valueOf(writersEach),
                                    synchronous));
            for (Path database : databases) {
                command.add(database.toString());
            }
            load.processes.add(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        }
        for (Process process : load.processes) {
            assertEquals("began", firstLine(process), "a writer did not come up");
        }
        return load;
    }

    public static List<String> java(Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                // As bin/flysnap starts it: zstd alone takes a third of a second
                                // else.
                                "-Djdk.util.jar.version=21",
                                "-Djava.locale.providers=FALLBACK",
                                "-Djdk.reflect.useNativeAccessorOnly=true",
                                // A fifth of the CPU of a start; this process has verified them.
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:-BytecodeVerificationRemote"));
        command.addAll(NativeLibrary.options());
        command.addAll(StartCache.options());
        command.addAll(List.of("-cp", StartCache.classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The same, as a script says it, whose own arguments come after it. */
    public static String shell(Class<?> main) {
        return java(main).stream().map(it -> "'" + it + "'").collect(Collectors.joining(" "));
    }

    public static String firstLine(Process process) throws IOException {
        return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    }

    private int writers() {
        return processes.size() * writersEach;
    }

    /** Everything that writers were told is committed, up to now. */
    public List<Commit> commits() {
        List<Commit> commits = new ArrayList<>();
        for (int writer = 0; writer < writers(); writer++) {
            commits.addAll(read(Path.of(acks + "." + writer), writer));
        }
        return commits;
    }

    private static List<Commit> read(Path file, int writer) {
        try {
            String text = Files.readString(file);
            List<Commit> commits = new ArrayList<>();
            // What stands behind the last line's end is still being written.
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                commits.add(parse(line, writer));
            }
            return commits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Commit parse(String line, int writer) {
        if (line.startsWith("failed")) {
            fail("writer " + writer + " " + line);
        }
        String[] parts = line.split(" ");
        return new Commit(writer, Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Its last one; reads only the end of its file. */
    private Commit last(int writer) {
        try (RandomAccessFile file = new RandomAccessFile(acks + "." + writer, "r")) {
            byte[] end = new byte[(int) Math.min(file.length(), MOST_LINE_BYTES)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            String text = new String(end, StandardCharsets.UTF_8);
            String whole = text.substring(0, text.lastIndexOf('\n'));
            return parse(whole.substring(whole.lastIndexOf('\n') + 1), writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of the commits that were told before {@code nanos} the database does not hold. */
    public static long missing(List<Commit> commits, long nanos, Path database)
            throws SQLException {
        Set<String> told = new HashSet<>();
        for (Commit commit : commits) {
            if (commit.nanos() < nanos) {
                told.add(commit.row());
            }
        }
        told.removeAll(rows(database));
        return told.size();
    }

    public static Set<String> rows(Path database) throws SQLException {
        Set<String> rows = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT writer, number FROM orders")) {
            while (row.next()) {
                rows.add(row.getLong(1) + ":" + row.getLong(2));
            }
        }
        return rows;
    }

    /**
     * Returns when every writer has committed after {@code nanos}; fails when it takes too long.
     */
    public void awaitCommitsAfter(long nanos, Duration limit) {
        awaitCommitsAfter(nanos, limit, writers());
    }

    /**
     * Returns when one writer has. In rollback mode saturated writers starve one another: SQLite's
     * busy handler sleeps up to 100 ms between two looks, so that one of them may be unlucky for
     * many seconds without anybody's doing.
     */
    public void awaitSomeCommitAfter(long nanos, Duration limit) {
        awaitCommitsAfter(nanos, limit, 1);
    }

    private void awaitCommitsAfter(long nanos, Duration limit, int wanted) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Set<Integer> alive = new HashSet<>();
            for (int writer = 0; writer < writers(); writer++) {
                if (last(writer).nanos() > nanos) {
                    alive.add(writer);
                }
            }
            if (alive.size() >= wanted) {
                return;
            }
            if (System.nanoTime() > deadline) {
                fail("only " + alive + " of the writers went on within " + limit);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** kill -9; what they were told until then can still be asked. */
    public void kill() {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        for (Process process : processes) {
            try {
                process.waitFor(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
