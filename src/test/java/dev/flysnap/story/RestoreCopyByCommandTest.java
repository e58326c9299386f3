package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.cli.Main;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.VolumeId;
import dev.flysnap.portable.litestream.Replicas;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.storage.s3.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As a user does it: commands, a bucket, and a simulated Fly with real processes. */
@NeedsTool("sqlite3")
@Timeout(300)
class RestoreCopyByCommandTest {
    private static S3Server server;

    @TempDir private Path directory;
    private RealShop shop;
    private VolumeId volume;
    private MachineId machine;
    private Path key;

    private record Said(int exit, String out, String err) {}

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        shop = new RealShop(directory, Map.of());
        volume = shop.volume(1);
        orders(shop.data(volume).resolve("app.db"), 1);
        machine = shop.machine(volume, System.getenv("PATH"));
        key = Files.writeString(directory.resolve("key"), AgeKey.OURS.file());
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static Path orders(Path file, int count) throws Exception {
        TestDatabases.sql(
                file,
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, content)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO orders SELECT i, randomblob(1000) FROM n"
                        .formatted(count));
        return file;
    }

    private Process start(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", "/dev/null"));
        all.addAll(List.of("--state-dir", directory.resolve("state").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(Main.class, all.toArray(String[]::new)))
                        .redirectOutput(directory.resolve("out").toFile())
                        .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().putAll(server.environment());
        builder.environment().put("FLY_FLAPS_BASE_URL", shop.sim().baseUrl());
        builder.environment().put("FLY_API_TOKEN", shop.sim().token());
        builder.environment().put("TMPDIR", directory.toString());
        return builder.start();
    }

    private Said ended(Process process) throws Exception {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        Said said =
                new Said(
                        process.exitValue(),
                        Files.readString(directory.resolve("out")),
                        Files.readString(directory.resolve("err")));
        assertFalse((said.out() + said.err()).contains(S3Server.SECRET), said::toString);
        return said;
    }

    private Said flysnap(String... words) throws Exception {
        Said said = ended(start(words));
        assertEquals(0, said.exit(), said::toString);
        return said;
    }

    private static String run(Said of) {
        Matcher run = Pattern.compile("run_[0-9a-z]{10}").matcher(of.out() + of.err());
        assertTrue(run.find(), of::toString);
        return run.group();
    }

    private String countOn(VolumeId of) throws Exception {
        return TestDatabases.ask(shop.data(of).resolve("app.db"), "SELECT count(*) FROM orders");
    }

    private VolumeId other() {
        return shop.volumes().stream().filter(it -> !it.equals(volume)).findFirst().orElseThrow();
    }

    private boolean isSending() {
        try (Stream<Path> files = Files.walk(directory.resolve("sim/disks/volumes"))) {
            return files.anyMatch(it ->
                    it.getFileName().toString().startsWith(".flysnap-fill")
                            && it.toFile().length() > 0);
        } catch (IOException | UncheckedIOException gone) {
            return false;
        }
    }

    @Test
    void aCopyOfABucketComesBackAlthoughItsRestoreWasKilledAndTheComputerIsLost() throws Exception {
        Path source = orders(directory.resolve("app.db"), 5000);
        String bucket = S3Server.newFolder().toString();
        Said _ =
                flysnap(
                        "extract",
                        "shop",
                        "--source",
                        source.toString(),
                        "--to",
                        bucket,
                        "--recipient",
                        AgeKey.OURS.recipient());
        Process killed =
                start(
                        "restore",
                        bucket,
                        "--app",
                        "shop",
                        "--path",
                        "/data/app.db",
                        "--identity",
                        key.toString());
        RealShop.await(this::isSending);
        Said before = ended(killed.destroyForcibly());
        assertEquals(137, before.exit(), before::toString);
        Files.move(directory.resolve("state"), directory.resolve("lost"));
        Said adopted = flysnap("runs", "adopt", "--app", "shop");
        assertTrue(adopted.out().contains(bucket), adopted.out());
        assertTrue(adopted.out().contains("continue needs --identity FILE"), adopted.out());
        Said done = flysnap("continue", run(before), "--cutover", "--identity", key.toString());
        assertTrue(done.out().contains("/data/app.db"), done.out());
        assertEquals("5000", countOn(other()));
        assertEquals(
                MachineState.STOPPED, shop.fly().machines().get(RealShop.SHOP, machine).state());
        MachineId now =
                shop.fly().machines().list(RealShop.SHOP).stream()
                        .filter(it -> !it.id().equals(machine))
                        .findFirst()
                        .orElseThrow()
                        .id();
        shop.awaitApp(other(), now);
    }

    /** The one command for an emergency is done as it stands. */
    @Test
    void whatRescueRecommendsForAnAppThatIsGoneBringsAllItsDatabasesBack() throws Exception {
        orders(shop.data(volume).resolve("queue.db"), 7);
        String store = directory.resolve("copies") + "/";
        for (String database : List.of("main=/data/app.db", "queue=/data/queue.db")) {
            Said _ =
                    flysnap(
                            "extract",
                            "shop",
                            "--hook",
                            "exec",
                            "--database",
                            database,
                            "--plaintext",
                            "--to",
                            store);
        }
        Said _ =
                flysnap(
                        "create",
                        "shop",
                        "--hook",
                        "exec",
                        "--database",
                        "main=/data/app.db",
                        "--database",
                        "queue=/data/queue.db");
        shop.call("DELETE", "/v1/apps/shop?force=true", "");
        Said rescue = flysnap("rescue", "shop", "--json");
        Matcher then = Pattern.compile("After this: flysnap ([^\"]*)").matcher(rescue.out());
        assertTrue(then.find(), rescue::toString);
        shop.call("POST", "/v1/apps", "{\"app_name\":\"shop\",\"org_slug\":\"personal\"}");
        List<String> restore = new ArrayList<>(List.of(then.group(1).split(" ")));
        restore.add("--yes");
        Said _ = flysnap(restore.toArray(String[]::new));
        assertEquals("1", countOn(other()));
        assertEquals(
                "7",
                TestDatabases.ask(
                        shop.data(other()).resolve("queue.db"), "SELECT count(*) FROM orders"));
    }

    /** A link's own mode lets everybody write. */
    @Test
    void ownerAndModeOfADatabaseBehindALinkAreThoseOfItsFile() throws Exception {
        Path real = orders(shop.data(volume).resolve("real.db"), 1);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(real.resolveSibling("link.db"), Path.of("real.db"));
        Path file = orders(directory.resolve("fixed.db"), 20);
        Said plan =
                flysnap(
                        "push",
                        file.toString(),
                        "--app",
                        "shop",
                        "--path",
                        "/data/link.db",
                        "--dry-run");
        assertTrue(plan.out().lines().anyMatch(it -> it.endsWith(", 640")), plan.out());
    }

    @Test
    void aFileIsPushedAndTakenBack() throws Exception {
        Path file = orders(directory.resolve("fixed.db"), 20);
        String[] push = {"push", file.toString(), "--app", "shop", "--path", "/data/app.db"};
        List<String> preview = new ArrayList<>(List.of(push));
        preview.add("--dry-run");
        Said plan = flysnap(preview.toArray(String[]::new));
        assertTrue(plan.out().contains("to /data/app.db"), plan.out());
        assertEquals(List.of(volume), shop.volumes(), "a preview changes nothing");
        Said done = flysnap(push);
        assertEquals("20", countOn(other()));
        assertEquals(
                MachineState.STARTED, shop.fly().machines().get(RealShop.SHOP, machine).state());
        Said _ = flysnap("undo", run(done), "--yes");
        assertEquals(List.of(volume), shop.volumes());
    }

    @Test
    @NeedsTool({"sqlite3", "litestream"})
    void aReplicaIsNamedByItsConfigFile() throws Exception {
        Path app = orders(directory.resolve("app.db"), 20);
        TestDatabases.sql(app, "PRAGMA journal_mode = wal");
        Path config = Replicas.config(directory, app);
        Replicas.sync(config);
        Said plan =
                flysnap(
                        "restore",
                        "litestream:" + config,
                        "--app",
                        "shop",
                        "--path",
                        "/data/app.db",
                        "--dry-run");
        assertTrue(plan.out().contains("litestream:%s#%s@0000".formatted(config, app)), plan.out());
        assertTrue(plan.out().contains("its newest data was written at 20"), plan.out());
        assertEquals(List.of(volume), shop.volumes());
    }

    /** Judged by the data: the app has one order, the replica twenty. */
    @Test
    @NeedsTool({"sqlite3", "litestream"})
    void aDrillOfAReplicaRestoresItAndRemovesAllAgain() throws Exception {
        Path app = orders(directory.resolve("app.db"), 20);
        TestDatabases.sql(app, "PRAGMA journal_mode = wal");
        Path config = Replicas.config(directory, app);
        Replicas.sync(config);
        for (int wanted : List.of(20, 21)) {
            Said judged =
                    ended(
                            start(
                                    "drill",
                                    "shop",
                                    "--from",
                                    "litestream:" + config,
                                    "--path",
                                    "/data/app.db",
                                    "--expect",
                                    "SELECT count(*) FROM orders",
                                    "=",
                                    String.valueOf(wanted)));
            assertEquals(wanted == 20 ? 0 : 13, judged.exit(), judged::toString);
            assertTrue(judged.out().contains("litestream:" + config), judged::toString);
            assertEquals(List.of(volume), shop.volumes());
            assertEquals(
                    List.of(machine),
                    shop.fly().machines().list(RealShop.SHOP).stream()
                            .filter(it -> !it.state().isDead())
                            .map(Machine::id)
                            .toList());
        }
    }
}
