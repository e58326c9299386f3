package dev.flysnap.cli.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.cli.Main;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.portable.litestream.Replicas;
import dev.flysnap.sqlite.TestDatabases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was, from copies and replicas; no Fly is asked. */
class PullCommandTest {
    @TempDir private Path work;
    private Path source = Path.of("");
    private Path home = Path.of("");
    private String out = "";
    private String err = "";

    @BeforeEach
    void fill() throws Exception {
        source = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(source, "INSERT INTO orders VALUES (1, 7, randomblob(10000))");
        home = Files.createDirectory(work.resolve("home"));
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

    private int pull(String file, String from, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "pull",
                                "shop",
                                home.resolve(file).toString(),
                                "--from",
                                from,
                                "--config",
                                "/dev/null",
                                "--state-dir",
                                work.resolve("state").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private String copy() throws Exception {
        return copy(work.resolve("elsewhere"));
    }

    /**
     * @param state of the computer that takes it
     */
    private String copy(Path state) throws Exception {
        Path copies = work.resolve("copies");
        assertEquals(
                0,
                run(
                        "extract",
                        "shop",
                        "--source",
                        source.toString(),
                        "--to",
                        copies + "/",
                        "--plaintext",
                        "--state-dir",
                        state.toString()),
                () -> err);
        try (Stream<Path> files = Files.list(copies)) {
            return files.map(Path::toString)
                    .filter(it -> it.endsWith(".zst"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<String> left() throws Exception {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aCopyBecomesAPlainFileOfItsOwner() throws Exception {
        String copy = copy();
        assertEquals(13, pull("a.db", copy), "no journal knows it");
        assertTrue(err.contains("--trust-store"), err);
        assertEquals(List.of(), left());
        assertEquals(0, pull("a.db", copy, "--trust-store"), () -> err);
        Path file = home.resolve("a.db");
        assertEquals("7", TestDatabases.ask(file, "SELECT max(number) FROM orders"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(out.contains("from     " + copy), out);
    }

    @Test
    void theComputerThatTookACopyKnowsItAndItsStore() throws Exception {
        String copy = copy(work.resolve("state"));
        assertEquals(0, pull("a.db", copy), () -> err);
        try (Journal journal =
                Journal.open(
                        work.resolve("state"),
                        ApiIdentity.of(URI.create("https://api.machines.dev")),
                        InstantSource.system())) {
            assertEquals(
                    List.of(work.resolve("copies") + "/"),
                    journal.copyStores(new AppName("shop")),
                    "sources and rescue look there");
            assertEquals(List.of(), journal.copyStores(new AppName("other")));
        }
    }

    @Test
    void nothingIsOverwrittenNorPutBesideAnOldWal() throws Exception {
        String copy = copy();
        Files.writeString(home.resolve("a.db"), "mine");
        assertEquals(2, pull("a.db", copy, "--trust-store"));
        assertEquals("mine", Files.readString(home.resolve("a.db")));
        for (String suffix : List.of("-wal", "-journal", "-shm")) {
            Files.writeString(home.resolve("b.db" + suffix), "old");
            assertEquals(2, pull("b.db", copy, "--trust-store"), suffix);
            assertFalse(Files.exists(home.resolve("b.db")), suffix);
            Files.delete(home.resolve("b.db" + suffix));
        }
    }

    @Test
    void ofADamagedCopyNothingIsLeft() throws Exception {
        Path copy = Path.of(copy());
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length / 2] ^= 1;
        Files.write(copy, bytes);
        assertEquals(13, pull("a.db", copy.toString(), "--trust-store"));
        assertEquals(List.of(), left());
    }

    @Test
    @NeedsTool("litestream")
    void aReplicaComesBackThroughTheRealLitestream() throws Exception {
        Path config = Replicas.config(work, source);
        Replicas.sync(config);
        assertEquals(0, pull("a.db", "litestream:" + config), () -> err);
        assertEquals(
                "7", TestDatabases.ask(home.resolve("a.db"), "SELECT max(number) FROM orders"));
        assertEquals(List.of("a.db"), left());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("a.db"))));
        assertEquals(1, pull("b.db", "litestream:" + work.resolve("absent.yml")));
        assertEquals(List.of("a.db"), left());
    }
}
