package dev.flysnap.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.shared.SharedJournal;
import dev.flysnap.journal.shared.TeamKeys;
import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Server;
import dev.flysnap.story.Shop;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on two computers, with a bucket between them. */
class SharedJournalTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration TICK = Duration.ofMillis(20);

    @TempDir private Path directory;
    private final S3Address folder = S3Server.newFolder();
    private static S3Server server;
    private Shop shop;

    private record Ended(int exit, String out, String err) {}

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        shop = new Shop(directory.resolve("laptop"), Switches.DEFAULTS);
        Files.writeString(directory.resolve("team.txt"), AgeKey.OURS.file());
        Files.writeString(
                directory.resolve("flysnap.toml"),
                "app = \"shop\"\n[state]\nstore = \"%s\"\n".formatted(folder));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aSnapshotAndARunOfTheLaptopAreTheRunnersToo() throws Exception {
        var _ = shop.create();
        shop.sim()
                .faults()
                .queue(
                        Fault.next(
                                "machines.create", Fault.status(422, "{\"error\":\"injected\"}")));
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        assertThrows(
                FlysnapException.class,
                () -> restore.run(restore.plan(run, Shop.request(false).keepFailed(true).build())));
        // Its next command sends what it did before the journal was shared.
        Ended runs = flysnap("laptop", "runs");
        assertEquals(0, runs.exit(), runs.err());

        Ended seen = flysnap("runner", "runs");
        assertTrue(seen.out().contains(run.value()), seen.out());
        Ended continued = flysnap("runner", "continue", run.value());
        assertEquals(0, continued.exit(), continued.err());

        Ended shown = flysnap("laptop", "runs", "show", run.value());
        assertTrue(shown.out().contains("done"), shown.out());
        assertFalse(shown.err().contains("note:"), shown.err());
    }

    @Test
    void aSecondRestoreElsewhereEndsWithExitCode11() throws Exception {
        var _ = shop.create();
        assertEquals(0, flysnap("laptop", "runs").exit());
        Ended refused;
        RunId run = shop.nextRun();
        try (Journal journal = journalOf("third")) {
            var _ = journal.start(run, RunKind.RESTORE, Shop.APP, Json.Obj.empty());
            try (Lock _ = journal.lock(LockKey.ofApp(Shop.APP), run)) {
                refused = flysnap("runner", "restore", "latest", "--cutover", "--yes");
            }
        }
        assertEquals(11, refused.exit(), refused.err());
        assertTrue(refused.err().contains(run + ", since 20"), refused.err());
        assertTrue(refused.err().contains("process " + ProcessHandle.current().pid()));
    }

    /** A cron job's computer may be gone a moment later. */
    @Test
    void aCopyIsOnlyDoneWhenTheStoreLacksNothing() throws Exception {
        Path source = TestDatabases.orders(directory.resolve("app.db"), "wal");
        String[] extract = {
            "extract", "shop", "--source", source.toString(), "--plaintext", "--to", "-"
        };
        assertEquals(0, flysnap("laptop", extract).exit());
        S3Bucket store = S3Bucket.of(folder, server.environment());
        assertEquals(List.of(), store.list("runs/"), "a stream is nobody's concern");

        RunId refused = shop.nextRun();
        var _ = store.put("runs/" + refused, new byte[] {1}, new Condition.Absent());
        var _ = shop.journal().start(refused, RunKind.CREATE, Shop.APP, Json.Obj.empty());
        extract[extract.length - 1] = directory.resolve("copy.db").toString();
        Ended ended = flysnap("laptop", extract);
        assertEquals(3, ended.exit(), ended.err());
        assertTrue(Files.exists(directory.resolve("copy.db")), "it is there all the same");
        assertEquals(2, store.list("runs/").size(), "its manifest, and what is in the way");
    }

    @Test
    void bucketsOfOthersAreOnlyLookedInto() throws Exception {
        S3Address theirs = S3Server.newFolder();
        try (Journal colleague = journalOf("third")) {
            for (String bucket : List.of("s3://nowhere-bucket/shop/", theirs.toString())) {
                colleague.saveCopy(
                        new Journal.TakenCopy(
                                shop.nextRun(), Json.Obj.empty(), Optional.of(Shop.APP), bucket));
            }
            colleague.saveCopy(
                    new Journal.TakenCopy(
                            shop.nextRun(),
                            Json.Obj.empty(),
                            Optional.of(Shop.APP),
                            "/mnt/\u001b[2Jcopies/"));
        }
        Ended sources = flysnap("runner", "sources");
        assertEquals(0, sources.exit(), sources.err());
        assertTrue(sources.err().contains("note: other computers"), sources.err());
        assertTrue(sources.err().contains("nowhere-bucket"), sources.err());
        assertTrue(sources.err().contains("[2Jcopies/"), sources.err());
        assertFalse(sources.err().contains("\u001b"), sources.err());

        Ended doctor = flysnap("runner", "doctor");
        assertTrue(doctor.out().contains("nowhere-bucket"), doctor.out() + doctor.err());
        assertTrue(server.written().stream().anyMatch(it -> it.contains(folder.prefix())));
        assertEquals(
                List.of(),
                server.written().stream().filter(it -> it.contains(theirs.prefix())).toList());
    }

    @Test
    void doctorTriesTheStore() throws Exception {
        Ended ended = flysnap("laptop", "doctor");
        assertTrue(ended.out().contains("can hold locks"), ended.out() + ended.err());
        Files.delete(directory.resolve("team.txt"));
        Ended without = flysnap("laptop", "doctor");
        assertTrue(without.exit() != 0, without.out());
        assertTrue(without.err().contains("FLYSNAP_STATE_IDENTITY=FILE"), without.err());
    }

    /** What it writes nobody else could read, nor it theirs. */
    @Test
    void doctorFindsOutThatTheKeysAreNotTheTeams() throws Exception {
        var _ = shop.create();
        assertEquals(0, flysnap("laptop", "runs").exit());
        Files.writeString(directory.resolve("team.txt"), AgeKey.THEIRS.file());
        try (Journal runner = journalOf("runner", AgeKey.THEIRS)) {
            var _ = runner.start(shop.nextRun(), RunKind.CREATE, Shop.APP, Json.Obj.empty());
        }
        Ended ended = flysnap("runner", "doctor");
        assertEquals(13, ended.exit(), ended.err());
        assertTrue(ended.out().contains("cannot be read with the keys"), ended.out());
    }

    @Test
    void whereTheStoreKnowsNoConditionsNothingIsBegunAndAnotherStoreIsWanted() throws Exception {
        server.knowConditions(false);
        Ended refused;
        try {
            refused = flysnap("laptop", "create");
        } finally {
            server.knowConditions(true);
        }
        assertEquals(1, refused.exit(), refused.err());
        assertTrue(refused.err().contains("state-store-unfit"), refused.err());
    }

    private Journal journalOf(String computer) {
        return journalOf(computer, AgeKey.OURS);
    }

    private Journal journalOf(String computer, AgeKey key) {
        InstantSource clock = InstantSource.system();
        return SharedJournal.of(
                Journal.open(
                        directory.resolve(computer),
                        ApiIdentity.of(URI.create(shop.sim().baseUrl())),
                        clock),
                S3Bucket.of(folder, server.environment()),
                new TeamKeys(
                        Identities.parse(key.file()), List.of(Recipient.parse(key.recipient()))),
                clock,
                Sleeper.REAL,
                _ -> {});
    }

    private Ended flysnap(String computer, String... words)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(Main.class, words))
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().put("FLY_API_TOKEN", Shop.DEPLOY_TOKEN);
        builder.environment().put("FLY_FLAPS_BASE_URL", shop.sim().baseUrl());
        builder.environment().put("FLYSNAP_STATE_DIR", directory.resolve(computer).toString());
        builder.environment()
                .put("FLYSNAP_STATE_IDENTITY", directory.resolve("team.txt").toString());
        builder.environment().put("FLYSNAP_STATE_RECIPIENTS", AgeKey.OURS.recipient());
        builder.environment().putAll(server.environment());
        Process process = builder.start();
        Duration left = LIMIT;
        while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS) && left.isPositive()) {
            left = left.minus(TICK);
            shop.sim().sleeper().sleep(TICK);
        }
        if (process.isAlive()) {
            process.destroyForcibly();
            throw new AssertionError(
                    "it does not end: " + List.of(words) + Files.readString(err, UTF_8));
        }
        return new Ended(
                process.exitValue(),
                // A copy goes there, too.
                new String(Files.readAllBytes(out), UTF_8),
                Files.readString(err, UTF_8));
    }
}
