package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.seal.AgeKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code bin/bench extract}. */
final class ExtractBenchMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final long MB = 1 << 20;
    private static final long LIMIT_MINUTES = 30;
    private static final long LOOK_MILLIS = 20;

    private static final String HELP =
            """
            Usage: bin/bench extract [--check] [--json FILE] [--mb N] [--rounds N] [--dir DIR] [--program FILE]
            flysnap extract of a database with a third of its pages free, against sqlite3, cp, zstd and age.
              --check     exit code 13 where a target is missed
              --json FILE the numbers
              --mb N      size of the database (default 1024)
              --rounds N  of each way; the medians are shown (default 3)
              --dir DIR   where it lies (default: in memory, where there is room for it)
              --program FILE  which flysnap; default: the one beside this\
            """;

    /** A way to copy: a command for a shell, in which {@code $OUT} is where the copy goes. */
    private enum Way {
        SQLITE_VACUUM("sqlite3 VACUUM INTO", "sqlite3 \"$DB\" \"VACUUM INTO '$OUT'\""),
        SQLITE_BACKUP("sqlite3 .backup", "sqlite3 \"$DB\" \".backup '$OUT'\""),
        CP("cp", "cp \"$DB\" \"$OUT\""),
        TOOLS(
                "VACUUM INTO; zstd -3 -T2; age",
                "sqlite3 \"$DB\" \"VACUUM INTO '$OUT.1'\" && zstd -q -3 -T2 \"$OUT.1\" -o \"$OUT.2\" && age -r $KEY -o \"$OUT\" \"$OUT.2\""),
        VACUUM("extract --method vacuum", extract("vacuum --verify none")),
        BACKUP("extract --method backup", extract("backup --verify none")),
        RAW("extract --method raw", extract("raw --verify none")),
        VACUUM_SEALED(
                "vacuum, checked, zstd, age", extract("vacuum --compress 3 --recipient $KEY")),
        BACKUP_SEALED(
                "backup, checked, zstd, age", extract("backup --compress 3 --recipient $KEY")),
        RAW_SEALED("raw, checked, zstd, age", extract("raw --compress 3 --recipient $KEY")),
        RAW_DIRECT(
                "raw, zstd, age, no second file",
                extract("raw --verify none --compress 3 --recipient $KEY"));

        private final String title;
        private final String command;

        Way(String title, String command) {
            this.title = title;
            this.command = command;
        }

        private static String extract(String options) {
            return "exec \"$PROGRAM\" extract --source \"$DB\" --to \"$OUT\" --method " + options;
        }
    }

    /**
     * What a way must reach.
     *
     * @param least times as fast as the other
     */
    private record Target(Way way, Way against, double least) {}

    private static final List<Target> TARGETS =
            List.of(
                    new Target(Way.VACUUM, Way.SQLITE_VACUUM, 0.9),
                    new Target(Way.RAW, Way.CP, 0.8),
                    new Target(Way.RAW_SEALED, Way.TOOLS, 1.4),
                    new Target(Way.VACUUM_SEALED, Way.TOOLS, 1.0));

    /** Of one run; memory is the most that was resident, as Linux says it (VmHWM). */
    private record Sample(double seconds, long residentBytes, long readBytes, long writtenBytes) {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        long bytes = BenchOptions.value(given, "--mb").map(Long::parseLong).orElse(1024L) * MB;
        int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(3);
        Optional<Path> dir = BenchOptions.value(given, "--dir").map(Path::of);
        Path program = BenchOptions.program(given);
        if (!given.equals(List.of("extract"))) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        BenchFly.build(program);
        Path work = MemoryDirectory.make(dir, "flysnap-bench");
        Map<Way, Sample> medians = new LinkedHashMap<>();
        try {
            Path database = create(work.resolve("app.db"), bytes);
            for (Way way : Way.values()) {
                medians.put(way, median(way, work, database, program, rounds));
                System.out.println(line(way, medians.get(way), Files.size(database)));
            }
        } finally {
            Directories.delete(work);
        }
        boolean met = true;
        for (Target target : TARGETS) {
            double ratio = secondsOf(medians, target.against()) / secondsOf(medians, target.way());
            met &= ratio >= target.least();
            System.out.printf(
                    "%-32s %.2f times as fast as %s (target %.1f)%n",
                    target.way().title, ratio, target.against().title, target.least());
        }
        if (json.isPresent()) {
            Files.writeString(json.get(), JsonText.printPretty(json(medians)) + "\n");
        }
        System.exit(check && !met ? MISSED : 0);
    }

    private static double secondsOf(Map<Way, Sample> medians, Way way) {
        return Optional.ofNullable(medians.get(way)).orElseThrow().seconds();
    }

    private static String line(Way way, Sample it, long bytes) {
        return "%-32s %6.2f s  %6.0f MB/s  %4d MB memory  %5d MB read  %5d MB written"
                .formatted(
                        way.title,
                        it.seconds(),
                        bytes / 1e6 / it.seconds(),
                        it.residentBytes() / MB,
                        it.readBytes() / MB,
                        it.writtenBytes() / MB);
    }

    /** Text that compresses about as well as an app's does; then a third of it is deleted. */
    private static Path create(Path file, long bytes) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = wal");
            statement.execute("PRAGMA synchronous = off");
            statement.execute("CREATE TABLE event(id INTEGER PRIMARY KEY, body TEXT, noise BLOB)");
            statement.execute(
                    """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                    INSERT INTO event SELECT i, printf('{"user":%%d,"path":"/orders/%%d","took":%%d}',
                      i %% 977, i * 7919 %% 100003, i %% 531), randomblob(150) FROM n\
                    """
                            .formatted(bytes / 215));
            statement.execute("CREATE INDEX by_body ON event(substr(body, 1, 12))");
            statement.execute("DELETE FROM event WHERE id / 1000 % 3 = 0");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return file;
    }

    private static Sample median(Way way, Path work, Path database, Path program, int rounds)
            throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            samples.add(run(way, work, database, program));
        }
        samples.sort(Comparator.comparingDouble(Sample::seconds));
        return samples.get(samples.size() / 2);
    }

    private static Sample run(Way way, Path work, Path database, Path program)
            throws IOException, InterruptedException {
        Path out = Files.createTempDirectory(work, "out");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", way.command);
        builder.environment()
                .putAll(
                        Map.of(
                                "DB", database.toString(),
                                "OUT", out.resolve("copy").toString(),
                                "PROGRAM", program.toString(),
                                "KEY", AgeKey.OURS.recipient(),
                                "TMPDIR", out.toString()));
        long began = System.nanoTime();
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Sample last = new Sample(0, 0, 0, 0);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            last = seen(process, last);
            if (System.nanoTime() > end) {
                process.destroyForcibly();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(way.title + " ended with " + process.exitValue());
        }
        Directories.delete(out);
        return new Sample(seconds, last.residentBytes(), last.readBytes(), last.writtenBytes());
    }

    /** What Linux says while it runs; the last look may miss the end. */
    private static Sample seen(Process process, Sample before) {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        try {
            return new Sample(
                    0,
                    number(proc.resolve("status"), "VmHWM:") * 1024,
                    number(proc.resolve("io"), "rchar:"),
                    number(proc.resolve("io"), "wchar:"));
        } catch (IOException | NumberFormatException e) {
            return before;
        }
    }

    private static long number(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(it -> it.startsWith(name))
                    .map(it -> Arrays.asList(it.split("\\s+")).get(1))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> new IOException(name));
        }
    }

    private static Json json(Map<Way, Sample> medians) {
        SequencedMap<String, Json> ways = new LinkedHashMap<>();
        medians.forEach((way, it) ->
                ways.put(
                        way.title,
                        Json.Obj.empty()
                                .with(
                                        "seconds",
                                        new Json.Num(
                                                BigDecimal.valueOf(it.seconds()).toPlainString()))
                                .with("resident_bytes", it.residentBytes())
                                .with("read_bytes", it.readBytes())
                                .with("written_bytes", it.writtenBytes())));
        return new Json.Obj(ways);
    }

    private ExtractBenchMain() {}
}
