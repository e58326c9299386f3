package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.file.WorkFolder;
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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** {@code bin/bench extract}. */
final class ExtractBenchMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final long MB = 1 << 20;

    private static final String HELP =
            """
            Usage: bin/bench extract [--check] [--json FILE] [--mb N] [--rounds N] [--dir DIR] [--program FILE]
            flysnap extract of a database with a third of its pages free, against sqlite3, cp, zstd and age. All of them
            end when the copy is on the disk (sync); a round takes each way once. Needs Linux.
              --check     exit code 13 where a target is missed
              --json FILE the numbers
              --mb N      size of the database (default 1024)
              --rounds N  the medians are shown (default 3)
              --dir DIR   where it lies (default: where temporary files go)
              --program FILE  which flysnap; default: the one beside this\
            """;

    /**
     * A way to copy: a command for a shell, in which {@code $OUT} is where the copy goes. Each
     * comes right after what it is compared with: what keeps both processors at work for seconds
     * slows down whatever follows on a shared host.
     */
    private enum Way {
        SQLITE_VACUUM(
                "sqlite3 VACUUM INTO", "sqlite3 \"$DB\" \"VACUUM INTO '$OUT'\" && sync \"$OUT\""),
        VACUUM("extract --method vacuum", extract("vacuum --verify none")),
        SQLITE_BACKUP("sqlite3 .backup", "sqlite3 \"$DB\" \".backup '$OUT'\" && sync \"$OUT\""),
        BACKUP("extract --method backup", extract("backup --verify none")),
        CP("cp", "cp \"$DB\" \"$OUT\" && sync \"$OUT\""),
        RAW("extract --method raw", extract("raw --verify none")),
        TOOLS(
                "VACUUM INTO; zstd -3 -T2; age",
                "sqlite3 \"$DB\" \"VACUUM INTO '$OUT.1'\" && zstd -q -3 -T2 \"$OUT.1\" -o \"$OUT.2\" && age -r $KEY -o \"$OUT\" \"$OUT.2\" && sync \"$OUT\""),
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
            return "\"$PROGRAM\" extract --source \"$DB\" --to \"$OUT\" --method " + options;
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
        Path place = dir.orElse(Path.of(System.getProperty("java.io.tmpdir")));
        Map<Way, MeasuredCommand> medians;
        try (WorkFolder work = WorkFolder.in(place)) {
            Path database = create(work.file("app.db"), bytes);
            System.out.printf(
                    "a database of %d MB on %s, %d rounds%n",
                    Files.size(database) / MB, Files.getFileStore(database), rounds);
            medians = medians(work, database, program, rounds);
            for (Way way : Way.values()) {
                System.out.println(line(way, of(medians, way), Files.size(database)));
            }
        }
        boolean met = true;
        for (Target target : TARGETS) {
            double ratio =
                    of(medians, target.against()).seconds() / of(medians, target.way()).seconds();
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

    private static MeasuredCommand of(Map<Way, MeasuredCommand> medians, Way way) {
        return Optional.ofNullable(medians.get(way)).orElseThrow();
    }

    private static String line(Way way, MeasuredCommand it, long bytes) {
        return "%-32s %6.2f s  %6.0f MB/s  %6.2f s CPU  %4d MB memory  %5d MB read  %5d MB written"
                .formatted(
                        way.title,
                        it.seconds(),
                        bytes / 1e6 / it.seconds(),
                        it.cpuSeconds(),
                        it.residentBytes() / MB,
                        it.readBytes() / MB,
                        it.writtenBytes() / MB);
    }

    /** Text that compresses about as well as an app's does; then a third of it is deleted. */
    static Path create(Path file, long bytes) throws SQLException {
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

    /** Round by round, so that what else the machine does meets all ways alike. */
    private static Map<Way, MeasuredCommand> medians(
            WorkFolder work, Path database, Path program, int rounds)
            throws IOException, InterruptedException {
        Map<Way, List<MeasuredCommand>> samples = new EnumMap<>(Way.class);
        for (int round = 0; round < rounds; round++) {
            for (Way way : Way.values()) {
                samples.computeIfAbsent(way, _ -> new ArrayList<>())
                        .add(run(way, work, database, program));
            }
        }
        Map<Way, MeasuredCommand> medians = new EnumMap<>(Way.class);
        samples.forEach((way, all) -> {
            all.sort(Comparator.comparingDouble(MeasuredCommand::seconds));
            medians.put(way, all.get(all.size() / 2));
        });
        return medians;
    }

    private static MeasuredCommand run(Way way, WorkFolder work, Path database, Path program)
            throws IOException, InterruptedException {
        Path out = Files.createDirectory(work.file("out"));
        settle(database, out);
        MeasuredCommand sample =
                MeasuredCommand.run(
                        way.command,
                        Map.of(
                                "DB", database.toString(),
                                "OUT", out.resolve("copy").toString(),
                                "PROGRAM", program.toString(),
                                "KEY", AgeKey.OURS.recipient(),
                                "FLYSNAP_STATE_DIR", out.resolve("state").toString(),
                                "TMPDIR", out.toString()),
                        out);
        Directories.delete(out);
        return sample;
    }

    /**
     * What the way before has written is not to be waited for by this one. A virtual machine may
     * have given memory back to its host: who gets that back first takes several times as long to
     * fill the page cache, so it is all taken back before.
     */
    private static void settle(Path database, Path out) throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            Files.copy(database, out.resolve("fill" + i));
        }
        for (int i = 0; i < 2; i++) {
            Files.delete(out.resolve("fill" + i));
        }
        int _ = new ProcessBuilder("sync").inheritIO().start().waitFor();
    }

    private static Json json(Map<Way, MeasuredCommand> medians) {
        SequencedMap<String, Json> ways = new LinkedHashMap<>();
        medians.forEach((way, it) ->
                ways.put(
                        way.title,
                        Json.Obj.empty()
                                .with(
                                        "seconds",
                                        new Json.Num(
                                                BigDecimal.valueOf(it.seconds()).toPlainString()))
                                .with(
                                        "cpu_seconds",
                                        new Json.Num(
                                                BigDecimal.valueOf(it.cpuSeconds())
                                                        .toPlainString()))
                                .with("resident_bytes", it.residentBytes())
                                .with("read_bytes", it.readBytes())
                                .with("written_bytes", it.writtenBytes())));
        return new Json.Obj(ways);
    }

    private ExtractBenchMain() {}
}
