package dev.flysnap.cli.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needed;
import dev.flysnap.Needs;
import dev.flysnap.NeedsTool;
import dev.flysnap.cli.Main;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.sqlite.AppCollation;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user types, and gets. */
class CopyCommandsTest {
    @TempDir private Path work;
    private String source = "";
    private String store = "";
    private String identity = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void fill() throws Exception {
        Path file = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(file, "INSERT INTO orders VALUES (1, 1, randomblob(10000))");
        source = file.toString();
        store = work + "/copies/";
        identity = Files.writeString(work.resolve("key.txt"), AgeKey.OURS.file()).toString();
    }

    private int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int exit =
                Main.run(new PrintWriter(outText, true), new PrintWriter(errText, true), arguments);
        out = outText.toString();
        err = errText.toString();
        return exit;
    }

    private int extract(String... more) {
        List<String> arguments = new ArrayList<>(List.of("extract", "shop", "--source", source));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aCopyIsTakenListedVerifiedAndPruned() throws Exception {
        String[] sealed = {"--to", store, "--recipient", AgeKey.OURS.recipient()};
        assertEquals(0, extract(sealed), () -> err);
        assertTrue(out.contains("holds     every commit acknowledged before "), out);
        assertTrue(out.contains("zstd, encrypted to 1 recipient"), out);
        assertTrue(out.contains("quick_check, 1 table"), out);
        assertEquals(0, extract(sealed), () -> err);
        assertEquals(0, run("copies", "list", store), () -> err);
        assertEquals(3, out.lines().count(), out);
        assertTrue(out.contains("shop/app"), out);
        assertEquals(0, run("copies", "verify", store, "--identity", identity), () -> err);
        assertEquals(2, out.lines().filter(it -> it.endsWith(" is good.")).count(), out);
        assertEquals(0, run("copies", "verify", store), () -> err);
        assertFalse(out.contains("is good."), out);
        assertEquals(0, run("copies", "prune", store, "--keep-last", "1", "--dry-run"), () -> err);
        assertTrue(out.contains("would be removed: 1 of 2"), out);
        assertEquals(6, filesIn(store), "each with its manifest, and a note");
        assertEquals(0, run("copies", "list", store), () -> err);
        assertEquals(2, out.lines().filter(it -> it.matches(".* ok \\d+s quick .*")).count(), out);
        assertEquals(0, run("copies", "prune", store, "--keep-last", "1"), () -> err);
        assertTrue(out.contains("newest verified, last"), out);
        assertEquals(3, filesIn(store));
    }

    @Test
    void aCopyOfWhichTheJournalKnowsNothingIsDoneInPart() throws Exception {
        Path noDirectory = Files.writeString(work.resolve("state"), "");
        assertEquals(
                3, extract("--to", store, "--plaintext", "--state-dir", noDirectory.toString()));
        assertTrue(out.contains(" is complete, grade "), out);
        assertTrue(err.contains("this computer's journal does not know it: "), err);
        assertTrue(err.contains("--trust-store"), err);
        assertEquals(0, run("copies", "verify", store), () -> err);
        assertEquals(0, extract("--to", work + "/b.db", "--state-dir", work + "/s"), () -> err);
    }

    private static long filesIn(String directory) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.count();
        }
    }

    @Test
    void withJsonEachIsOneDocument() {
        assertEquals(0, extract("--to", store, "--plaintext", "--json", "--label", "release=42"));
        Json.Obj copy = JsonText.parseObject(out).object("copy").orElseThrow();
        assertEquals(Optional.of("shop"), copy.text("app"));
        assertEquals(Optional.of("app"), copy.text("database"));
        assertEquals(Optional.of("42"), copy.object("labels").flatMap(it -> it.text("release")));
        assertEquals(0, run("copies", "list", store, "--json"));
        assertEquals(copy, JsonText.parseObject(out).objects("copies").getFirst());
        assertEquals(0, run("copies", "verify", store, "--json"));
        assertEquals(Optional.of(true), JsonText.parseObject(out).bool("good"));
        assertEquals(0, run("copies", "prune", store, "--keep-last", "1", "--json"));
        assertEquals(
                Optional.of(true),
                JsonText.parseObject(out).objects("copies").getFirst().bool("kept"));
    }

    @Test
    void aFileIsPlainUnlessItsNameSaysOtherwise() throws Exception {
        assertEquals(0, extract("--to", work + "/x.db"), () -> err);
        assertEquals("1", TestDatabases.ask(work.resolve("x.db"), "SELECT count(*) FROM orders"));
        assertTrue(Files.exists(work.resolve("x.db.json")));
        assertEquals(0, extract("--to", work + "/x.db.zst"), () -> err);
        assertEquals(0x28, Files.readAllBytes(work.resolve("x.db.zst"))[0]);
        assertEquals(2, extract("--to", work + "/x.db"));
        assertTrue(err.contains("code: copy-exists"), err);
    }

    @Test
    void aFileThatIsCalledEncryptedIs() throws Exception {
        for (String name : List.of("/x.db.age", "/x.db.zst.age")) {
            assertEquals(2, extract("--to", work + name));
            assertTrue(err.contains("code: plaintext-called-encrypted"), err);
            assertEquals(2, extract("--to", work + name, "--plaintext"));
            assertFalse(Files.exists(Path.of(work + name)));
            assertEquals(
                    0,
                    extract("--to", work + name, "--recipient", AgeKey.OURS.recipient()),
                    () -> err);
        }
    }

    /** Whoever takes the wrong half of a key, or the key for its file, reads it in no log. */
    @Test
    void theSecretHalfOfAKeyIsNeverPrinted() {
        String secret =
                AgeKey.OURS.file().lines().filter(it -> it.startsWith("AGE-")).findFirst().get();
        assertEquals(2, extract("--to", store, "--recipients-file", identity));
        assertTrue(err.contains("age-keygen -y"), err);
        assertFalse(err.contains(secret), err);
        for (String[] wrong :
                new String[][] {
                    {"extract", "--source", source, "--to", store, "--recipient", secret},
                    {"verify", source, "--identiti", secret},
                    {"verify", source, "--identity", secret}
                }) {
            assertEquals(2, run(wrong), err);
            assertFalse(err.contains(secret), err);
            assertTrue(err.contains("flysnap: "), err);
        }
    }

    @Test
    void aStoreGetsNoPlaintextUnlessThatIsSaid() {
        assertEquals(2, extract("--to", store));
        assertTrue(err.contains("code: plaintext-not-confirmed"), err);
        assertFalse(Files.exists(Path.of(store)));
        assertEquals(
                2, extract("--to", store, "--plaintext", "--recipient", AgeKey.OURS.recipient()));
        assertEquals(0, extract("--to", store, "--plaintext"));
    }

    @Test
    void mistakesAreFoundBeforeAnythingIsDone() throws Exception {
        String mistyped = AgeKey.OURS.recipient().replace("594t", "595t");
        assertEquals(2, extract("--to", store, "--recipient", mistyped));
        assertTrue(err.contains("mistyped"), err);
        assertEquals(2, extract("--to", store, "--plaintext", "--compress", "20"));
        assertEquals(2, extract("--to", store, "--plaintext", "--compress", "much"));
        assertEquals(2, extract("--to", "-", "--json"));
        assertEquals(2, extract("--to", "ftp://bucket/"));
        assertTrue(err.contains("code: store-unknown"), err);
        Path junk = Files.writeString(work.resolve("junk"), "no key");
        assertEquals(2, extract("--to", store, "--recipients-file", junk.toString()));
        assertEquals(2, run("copies", "verify", source, "--identity", junk.toString()));
        assertTrue(err.contains("code: key-file-malformed"), err);
        assertFalse(Files.exists(Path.of(store)));
        assertEquals(0, extract("--to", store, "--plaintext"));
        for (String count : List.of("0", "-1", "all")) {
            assertEquals(2, run("copies", "prune", store, "--keep-last", count));
        }
        assertEquals(2, run("copies", "prune", store, "--keep-within", "5"));
        assertEquals(2, run("copies", "prune", store));
        assertEquals(1, run("copies", "list", work + "/none/"));
    }

    @Test
    void aBadCopyMakesTheExitCode13() throws Exception {
        assertEquals(0, extract("--to", work + "/x.db"));
        Path copy = work.resolve("x.db");
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length - 1] ^= 1;
        Files.write(copy, bytes);
        assertEquals(13, run("copies", "verify", copy.toString()));
        assertTrue(out.contains("is bad."), out);
        assertEquals(13, run("copies", "verify", copy + ".json"), "its manifest stands for it");
        assertEquals(13, run("copies", "verify", work + "/"));
        assertEquals(
                13,
                run(
                        "copies",
                        "verify",
                        source,
                        "--expect",
                        "SELECT count(*) FROM orders",
                        ">",
                        "5"));
        assertEquals(0, run("copies", "verify", source));
    }

    /** A quick check does not see it: the older copy is the newest that is known to be good. */
    @Test
    void whatOnlyAFullCheckFindsIsRemembered() throws Exception {
        String[] copy = {"--to", store, "--plaintext", "--method", "backup"};
        assertEquals(0, extract(copy), () -> err);
        String good = contents().getFirst();
        confuseAnIndex(Path.of(source));
        assertEquals(0, extract(copy), () -> err);
        String bad = contents().stream().filter(it -> !it.equals(good)).findFirst().orElseThrow();
        assertEquals(0, run("copies", "verify", store), () -> out + err);
        assertEquals(List.of("quick"), notesOf(bad));

        assertEquals(13, run("copies", "verify", store, "--verify", "full"));
        assertTrue(out.contains("missing from index"), out);
        assertEquals(List.of("bad"), notesOf(bad));
        assertEquals(0, run("copies", "verify", store), () -> out + err);
        assertEquals(List.of("bad"), notesOf(bad), "a quick check that finds nothing is no news");
        assertTrue(err.contains("copies verify %s%s --verify full".formatted(store, bad)), err);
        assertEquals(0, run("copies", "prune", store, "--keep-last", "1"), () -> err);
        assertTrue(contents().contains(good), out);
    }

    private static void confuseAnIndex(Path database) throws Exception {
        TestDatabases.sql(
                database,
                "CREATE INDEX found ON orders(number)",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = 'CREATE INDEX found ON orders(-number)' WHERE name = 'found'");
    }

    private List<String> contents() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(store))) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(".db.zst"))
                    .toList();
        }
    }

    private List<String> notesOf(String content) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(store))) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith(content + ".verified-"))
                    .map(it -> it.substring(it.lastIndexOf('-') + 1))
                    .toList();
        }
    }

    @Test
    void aManifestThatCannotBeUsedMakesTheExitCode3() throws Exception {
        assertEquals(0, extract("--to", work + "/x.db"));
        Files.writeString(work.resolve("x.db.json"), "{}");
        assertEquals(3, run("copies", "list", work + "/"));
        assertTrue(err.contains("x.db.json"), err);
        assertEquals(3, run("copies", "prune", work + "/", "--keep-last", "1"));
        assertTrue(Files.exists(work.resolve("x.db")));
    }

    /** Its app alone knows the collation: that is no damage. */
    @Test
    void aCopyThatNeedsItsAppIsNotCalledBad() throws Exception {
        String theirs = AppCollation.database(work.resolve("theirs.db")).toString();
        assertEquals(1, run("copies", "verify", theirs));
        assertEquals("", out);
        assertTrue(err.contains("database-needs-its-app"), err);
        assertEquals(1, run("verify", theirs));
        assertTrue(err.contains("database-needs-its-app"), err);
        assertEquals(0, run("verify", theirs, "--verify", "none"), () -> err);

        assertEquals(0, extract("--to", store, "--plaintext"), () -> err);
        source = theirs;
        assertEquals(
                0,
                extract("--to", store, "--plaintext", "--method", "backup", "--verify", "none"),
                () -> err);
        assertEquals(13, run("copies", "verify", store));
        assertTrue(out.contains(" is good."), out);
        assertTrue(out.contains(" cannot be checked here."), out);
        assertTrue(out.contains("--verify none"), out);
        assertFalse(out.contains(" is bad."), out);
        assertEquals(0, run("copies", "verify", store, "--verify", "none"), () -> out + err);
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aCopyThatIsTooLargeToBeOpenedHereKeepsNobodyFromTheOthers() throws Exception {
        assertEquals(0, extract("--to", store, "--plaintext"), () -> err);
        TestDatabases.sql(Path.of(source), "INSERT INTO orders VALUES (1, 2, zeroblob(20 << 20))");
        assertEquals(0, extract("--to", store, "--plaintext"), () -> err);
        Path disk = work.resolve("disk");
        try (Mounted _ = Mounted.tmpfs(disk, "16m")) {
            assertEquals(13, run("copies", "verify", store, "--temp-dir", disk.toString()));
            assertTrue(out.contains(" cannot be checked here."), out);
            assertTrue(out.contains("There is no room in " + disk + ":"), out);
            assertTrue(out.contains(" is good."), out);
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aFullDiskIsNamedAsTheUserKnowsIt() throws Exception {
        Path disk = work.resolve("disk");
        try (Mounted mounted = Mounted.tmpfs(disk, "1m")) {
            Files.copy(Path.of(source), disk.resolve("app.db"));
            mounted.fill("filler");
            assertEquals(1, extract("--to", disk + "/", "--plaintext"));
            assertTrue(err.contains("no room for the copy in " + disk + ":"), err);
            // A WAL database that nobody has open, and no room for the index of its WAL.
            source = disk.resolve("app.db").toString();
            assertEquals(1, extract("--to", store, "--plaintext"));
            assertTrue(err.contains("code: disk-full"), err);
        }
    }

    @Test
    void aTemporaryDirectoryThatIsNotThereIsNamedAsThat() throws Exception {
        List<String> command =
                Load.java(Main.class, "extract", "--source", source, "--to", work + "/x.db.zst");
        command.add(1, "-DZstdTempFolder=" + work.resolve("absent"));
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader text = process.errorReader()) {
            List<String> lines = text.readAllLines();
            assertEquals("  code: zstd-not-loaded", lines.getLast(), lines::toString);
        }
        assertEquals(1, process.waitFor());
        assertFalse(Files.exists(work.resolve("x.db.zst")));
    }

    /** Nobody can say that its name is on the disk: the copy is not called done, and goes. */
    @Test
    @NeedsTool("setpriv")
    void aDirectoryThatCannotBeSyncedKeepsNothing() throws Exception {
        Path dropBox = Files.createDirectory(work.resolve("drop-box"));
        for (String name : List.of("x.db", "x.db.zst")) {
            Files.setPosixFilePermissions(dropBox, PosixFilePermissions.fromString("-wx------"));
            Process process =
                    new ProcessBuilder(
                                    unprivileged(
                                            "extract",
                                            "--source",
                                            source,
                                            "--to",
                                            dropBox.resolve(name).toString(),
                                            "--temp-dir",
                                            work.toString()))
                            .start();
            try (BufferedReader text = process.errorReader()) {
                List<String> lines = text.readAllLines();
                assertEquals("  code: store-unusable", lines.getLast(), lines::toString);
            }
            assertEquals(1, process.waitFor());
            Files.setPosixFilePermissions(dropBox, PosixFilePermissions.fromString("rwx------"));
            assertEquals(0, filesIn(dropBox.toString()), name);
        }
    }

    /** Permissions hold for it, also where root runs it. */
    private static List<String> unprivileged(String... arguments) {
        List<String> command = Load.java(Main.class, arguments);
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(
                    0,
                    List.of(
                            Needed.program("setpriv").toString(),
                            "--bounding-set",
                            "-dac_override,-dac_read_search"));
        }
        return command;
    }

    /** As documented: the copy alone is on stdout, and everybody's tools undo it. */
    @Test
    @NeedsTool({"age", "zstd"})
    void aPipeGetsTheCopyAlone() throws Exception {
        Path sealed = work.resolve("sealed");
        List<String> command =
                Load.java(
                        Main.class,
                        "extract",
                        "--source",
                        source,
                        "--to",
                        "-",
                        "--compress",
                        "3",
                        "--recipient",
                        AgeKey.OURS.recipient());
        assertEquals(0, waitFor(new ProcessBuilder(command).redirectOutput(sealed.toFile())));
        assertEquals(
                0,
                waitFor(
                        new ProcessBuilder(
                                "sh",
                                "-c",
                                "%s -d -i key.txt sealed | %s -q -d > back.db"
                                        .formatted(
                                                Needed.program("age"), Needed.program("zstd")))));
        assertEquals(
                "1", TestDatabases.ask(work.resolve("back.db"), "SELECT count(*) FROM orders"));
    }

    private int waitFor(ProcessBuilder builder) throws Exception {
        return builder.directory(work.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
