package dev.flysnap.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code bin/flysnap demo}, as somebody runs it who has never seen the project. */
@Execution(ExecutionMode.CONCURRENT)
class StoryIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Pattern LOST =
            Pattern.compile(
                    "0 of the ([\\d,]+) orders committed before the snapshot; ([\\d,]+) of");

    @TempDir private Path directory;
    private Path temporary = Path.of("");

    @BeforeEach
    void makeATemporaryDirectory() throws IOException {
        temporary = Files.createDirectory(directory.toRealPath().resolve("tmp"));
    }

    @BeforeAll
    static void receiveInterrupts() throws Throwable {
        Signals.receiveInterrupts();
    }

    @Test
    void theStoryIsToldCountedAndLeavesNothing() throws Exception {
        String said = told();
        List<String> steps =
                List.of(
                        "1. A Fly of our own runs at http://127.0.0.1:",
                        "2. A snapshot, while it writes",
                        "  $ flysnap create shop\n",
                        "grade synced",
                        "the longest commit meanwhile took ",
                        "  $ flysnap list shop\n",
                        "3. The bad day: the machine is destroyed, its volume with it",
                        "4. The way back, to another region",
                        "  $ flysnap restore latest --app shop --to-region fra --cutover\n",
                        "5. What was lost",
                        "6. A copy outside Fly, encrypted, while it writes",
                        "encrypted to 1 recipient",
                        "7. The worst day: the app is deleted, and all its snapshots with it",
                        "No snapshots of shop.",
                        "8. The way back, from the copy",
                        "   0 of the ",
                        " orders committed before the copy are lost");
        int at = 0;
        for (String step : steps) {
            int found = said.indexOf(step, at);
            assertTrue(found >= 0, () -> "\"" + step + "\" does not come in its turn: " + said);
            at = found + step.length();
        }
        Matcher lost = LOST.matcher(said);
        assertTrue(lost.find(), said);
        assertTrue(number(lost.group(1)) >= 1000, lost.group());
        assertTrue(number(lost.group(2)) >= 300, lost.group());
        assertNothingIsLeft();
        try (Stream<Path> files = Files.list(temporary)) {
            assertEquals(
                    List.of(),
                    files.filter(it -> !isKeptUnpacked(it)).toList(),
                    "not even of the machine that was destroyed");
        }
        Pattern.compile("run_[a-z0-9]{10}")
                .matcher(said)
                .results()
                .map(it -> Path.of("/tmp/flysnap-verdict-" + it.group() + ".json"))
                .forEach(it -> assertFalse(Files.exists(it), "left by a machine: " + it));
    }

    @Test
    void aDatabaseOfOnesOwnIsOnlyReadAndWhatKeepPrintsCanBePasted() throws Exception {
        Path own = directory.resolve("my own.db");
        try (Connection user = DriverManager.getConnection("jdbc:sqlite:" + own);
                Statement statement = user.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE songs (title TEXT)");
            statement.execute("INSERT INTO songs VALUES ('Blue in Green'), ('So What')");
            byte[] file = Files.readAllBytes(own);
            byte[] wal = Files.readAllBytes(directory.resolve("my own.db-wal"));
            String said = told("--keep", "--db", own.toString());
            assertKept(said);
            assertTrue(LOST.matcher(said).find(), said);
            assertArrayEquals(file, Files.readAllBytes(own), "the file is as it was");
            assertArrayEquals(wal, Files.readAllBytes(directory.resolve("my own.db-wal")));
            try (var rows = statement.executeQuery("SELECT count(*) FROM songs")) {
                assertEquals(2, rows.getInt(1));
            }
            try (var tables =
                    statement.executeQuery("SELECT group_concat(name) FROM sqlite_schema")) {
                assertEquals("songs", tables.getString(1));
            }
        }
        assertNothingIsLeft();
    }

    /** And its last line ends it. */
    private void assertKept(String said) throws Exception {
        Matcher end = Pattern.compile("To end it, and remove all its files: (.+)").matcher(said);
        assertTrue(end.find(), said);
        try {
            String exports =
                    String.join(
                            "\n", said.lines().filter(it -> it.startsWith("  export ")).toList());
            String listed = shell(exports + "\n" + LiveShop.PROGRAM + " list shop --json");
            assertTrue(listed.contains("\"snapshots\": []"), listed);
            try (Stream<Path> files = Files.walk(temporary)) {
                Path restored =
                        files.filter(it -> it.endsWith("shop.db")).findFirst().orElseThrow();
                assertEquals(2, songs(restored), "the copy of the user's file is what was used");
            }
        } finally {
            String _ = shell(end.group(1));
        }
    }

    private static List<Arguments> ends() {
        return Points.inTurn(
                0,
                2,
                List.of(
                        Arguments.of("INT", true, "A snapshot", 130),
                        Arguments.of("INT", false, "The way back", 130),
                        Arguments.of("KILL", false, "A snapshot", 137),
                        Arguments.of("TERM", false, "A Fly of our own", 143)));
    }

    /** Ctrl-C reaches every process of the terminal; kill reaches one. */
    @ParameterizedTest
    @MethodSource("ends")
    void anEndInTheMiddleLeavesNothing(String signal, boolean group, String at, int exit)
            throws Exception {
        Path out = directory.resolve("out");
        Process demo = start(List.of("setsid"), out, List.of());
        assertTrue(
                LiveShop.until(LIMIT, () -> read(out).contains(at) || !demo.isAlive()), read(out));
        assertTrue(demo.isAlive(), () -> "it ended before: " + read(out));
        Signals.send(signal, (group ? "-" : "") + demo.pid());
        assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ended");
        assertEquals(exit, demo.exitValue(), read(out));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"notes.txt, These are notes.", "missing.db, ''"})
    void aFileThatIsNoDatabaseIsRefusedBeforeAnythingStarts(String name, String text)
            throws Exception {
        if (!text.isEmpty()) {
            Files.writeString(directory.resolve(name), text);
        }
        Path out = directory.resolve("out");
        Process demo = start(List.of(), out, List.of("--db", directory.resolve(name).toString()));
        assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ended");
        assertEquals(1, demo.exitValue(), read(out));
        assertTrue(read(out).contains(name), read(out));
        assertTrue(!read(out).contains("1. A Fly"), read(out));
        assertTrue(!Files.exists(directory.resolve("missing.db")), "it was not made");
        assertNothingIsLeft();
    }

    @Test
    void aDrillPassesAndTheNextOneFindsTheDamage() throws Exception {
        String said = told("--drill");
        int passed = said.indexOf("Drill of shop passed.");
        int damaged = said.indexOf("nobody notices");
        int failed = said.indexOf("Drill of shop FAILED.");
        assertTrue(0 < passed && passed < damaged && damaged < failed, said);
        assertTrue(said.substring(failed).contains("FAILED    quick_check of shop.db: "), said);
        assertNothingIsLeft();
    }

    private String told(String... options) throws Exception {
        Path out = directory.resolve("out");
        Process demo = start(List.of(), out, List.of(options));
        assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "ends: " + read(out));
        assertEquals(0, demo.exitValue(), read(out));
        return read(out);
    }

    private Process start(List<String> before, Path out, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(LiveShop.PROGRAM.toString());
        command.add("demo");
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        // All that it starts inherits this, so that what it leaves can be told from others'.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    }

    private void assertNothingIsLeft() {
        // The processes of one that was killed learn of it by themselves.
        boolean gone = LiveShop.until(LiveShop.LIMIT, () -> left().isEmpty());
        assertTrue(gone, () -> "left behind: " + left());
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        ProcessHandle.allProcesses()
                .map(it -> it.info().commandLine().orElse(""))
                .filter(it -> it.contains(temporary.toString()))
                .forEach(left::add);
        try (Stream<Path> files = Files.list(temporary)) {
            files.filter(it -> !isKeptUnpacked(it))
                    .map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith("flysnap"))
                    .forEach(left::add);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return left;
    }

    /** SQLite's library, which all flysnap of a user load from one place. */
    private static boolean isKeptUnpacked(Path file) {
        return file.getFileName().toString().startsWith("flysnap-sqlite-");
    }

    private static String shell(String script) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", script).start();
        String out = new String(shell.getInputStream().readAllBytes(), UTF_8);
        String err = new String(shell.getErrorStream().readAllBytes(), UTF_8);
        assertEquals(0, shell.waitFor(), err);
        return out;
    }

    private static int songs(Path file) throws SQLException {
        try (Connection user = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = user.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM songs")) {
            return rows.getInt(1);
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text.replace(",", ""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
