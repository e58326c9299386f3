package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.take.AgentTake;
import dev.flysnap.portable.take.CopyRelay;
import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.portable.verify.CopyVerifier;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.storage.s3.CuttingProxy;
import dev.flysnap.storage.s3.CuttingProxy.Way;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Server;
import dev.flysnap.time.Sleeper;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies that come from the real agent through a real bucket. */
@Timeout(180)
class RelayedCopiesTest {
    private static final RunId RUN = new RunId("run_aaaaaaaaaa");
    private static final int MB = 1_000_000;

    @TempDir private Path work;
    private Path source = Path.of("");
    private S3Server server;
    private CuttingProxy toBucket;
    private S3Bucket bucket;
    private RunningAgent agent;
    private CuttingProxy toAgent;
    private final List<String> said = new ArrayList<>();
    private Consumer<String> onStep = said::add;

    @BeforeEach
    void start() throws Exception {
        source =
                TestDatabases.orders(
                        Files.createDirectories(work.resolve("data")).resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
        server = S3Server.start();
        toBucket = new CuttingProxy(server.port());
        bucket = S3Bucket.of(S3Server.newFolder(), S3Server.environment(toBucket.port()));
        agent = RunningAgent.withCopies(source);
        toAgent = new CuttingProxy(agent.agent().address().getPort());
    }

    @AfterEach
    void stop() throws Exception {
        toAgent.close();
        agent.close();
        toBucket.close();
        server.close();
    }

    private CopyRelay relay() {
        return CopyRelay.through(bucket, RUN, Instant.now(), said::add, Sleeper.REAL);
    }

    /** Whether it came through the bucket. */
    private boolean pulled() throws Exception {
        try (CopyRelay relay = relay()) {
            var _ = taking(Sealing.NONE).take("x", RUN, new Steps(), Optional.of(relay));
            assertEquals(
                    "3000",
                    TestDatabases.ask(work.resolve("copies/x"), "SELECT count(*) FROM orders"));
            return relay.wasUsed();
        }
    }

    private AgentTake taking(Sealing sealing) {
        return new AgentTake(
                toAgent.port(),
                RunningAgent.COPY_TOKEN,
                CopyMethod.VACUUM,
                sealing,
                duration -> Sleeper.REAL.sleep(Duration.ofMillis(5)),
                work.resolve("copies"));
    }

    private final class Steps implements TakeProgress {
        @Override
        public void step(String text) {
            said.add(text);
            onStep.accept(text);
        }

        @Override
        public void copied(long doneBytes, long totalBytes) {}
    }

    private void assertNothingIsLeft() throws Exception {
        assertEquals(List.of(), bucket.list(""));
        try (Stream<Path> files = Files.list(source.getParent())) {
            assertTrue(files.noneMatch(it -> it.getFileName().toString().startsWith(".flysnap")));
        }
    }

    @Test
    void theBytesGoThroughTheBucketEncryptedAndAreDeletedThere() throws Exception {
        List<String> first = new ArrayList<>();
        onStep =
                text -> {
                    if (text.startsWith("receiving")) {
                        bucket.list("").forEach(it -> first.add(beginning(it.name())));
                    }
                };
        assertTrue(pulled(), said::toString);
        assertEquals(List.of("age-encryption.org/v1"), first);
        assertTrue(toBucket.passed(Way.UP) > 3 * MB, "up");
        assertTrue(toAgent.passed(Way.DOWN) < MB / 10, "and not by the hook");
        assertNothingIsLeft();
    }

    private String beginning(String name) {
        try (var in = bucket.open(name).orElseThrow()) {
            return new String(in.readNBytes(21), java.nio.charset.StandardCharsets.US_ASCII);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    /** With the recipients' encryption it is kept as it lay there. */
    @Test
    void whatIsSealedInTheMachineComesThroughTheBucketAsItIs() throws Exception {
        try (CopyRelay relay = relay()) {
            var _ =
                    taking(AgentTake.SEALED)
                            .take("x.db.zst.age", RUN, new Steps(), Optional.of(relay));
            assertTrue(relay.wasUsed());
        }
        assertTrue(toAgent.passed(Way.DOWN) < MB / 10, "not by the hook");
        assertEquals(
                List.of(),
                new CopyVerifier(
                                new VerifyRequest(
                                        CheckDepth.FULL,
                                        false,
                                        List.of(),
                                        AgeKey.OURS.identities(),
                                        work,
                                        TransferProgress.NONE))
                        .verify(
                                DirectoryStore.open(work.resolve("copies")),
                                new ObjectName("x.db.zst.age"))
                        .problems());
        assertNothingIsLeft();
        onStep =
                text -> {
                    if (text.startsWith("receiving")) {
                        bucket.list("").forEach(it -> replace(it.name()));
                    }
                };
        try (CopyRelay relay = relay()) {
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    taking(AgentTake.SEALED)
                                            .take("y", RUN, new Steps(), Optional.of(relay)));
            assertEquals("relay-changed", e.problem().code(), e::getMessage);
        }
        assertFalse(Files.exists(work.resolve("copies/y")));
        assertNothingIsLeft();
    }

    @Test
    void whatIsCutOffOnItsWayUpIsSentAgain() throws Exception {
        toBucket.cut(Way.UP, 2 * MB, false);
        assertTrue(pulled(), said::toString);
        assertTrue(toBucket.hasCut());
        assertNothingIsLeft();
    }

    @Test
    void whereTheMachineCannotReachTheBucketTheCopyComesByTheHook() throws Exception {
        toBucket.cut(Way.UP, 2 * MB, true);
        assertFalse(pulled(), said::toString);
        assertTrue(
                said.stream().anyMatch(it -> it.startsWith("the machine has not sent the copy to")),
                said::toString);
        assertTrue(
                said.stream().anyMatch(it -> it.contains("could not be deleted")), said::toString);
        String all = said.toString();
        assertFalse(all.contains("X-Amz") || all.contains(S3Server.SECRET), all);
    }

    @Test
    void whatSomebodyElsePutsThereIsNotTaken() throws Exception {
        onStep =
                text -> {
                    if (text.startsWith("receiving")) {
                        bucket.list("").forEach(it -> replace(it.name()));
                    }
                };
        FlysnapException e = assertThrows(FlysnapException.class, this::pulled);
        assertEquals("relay-changed", e.problem().code(), e::getMessage);
        assertFalse(Files.exists(work.resolve("copies/x")));
        assertNothingIsLeft();
    }

    /** By a plain database of their own: nothing in it is encrypted to anybody. */
    private void replace(String name) {
        try {
            bucket.delete(name);
            byte[] other =
                    Files.readAllBytes(TestDatabases.orders(work.resolve("other.db"), "delete"));
            assertTrue(
                    bucket.put(name, other, new dev.flysnap.storage.Condition.Absent())
                            .isPresent());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAKilledPullHasLeftThereIsRemovedADayLater() {
        assertTrue(
                bucket.put(
                                "flysnap-relay-run_killed",
                                new byte[1],
                                new dev.flysnap.storage.Condition.Absent())
                        .isPresent());
        relay().close();
        assertEquals(1, bucket.list("").size());
        CopyRelay.through(
                        bucket,
                        RUN,
                        Instant.now().plus(Duration.ofHours(25)),
                        said::add,
                        Sleeper.REAL)
                .close();
        assertEquals(List.of(), bucket.list(""));
    }

    @Test
    void nothingIsSentInPlainOrToTheOpenNetwork() throws Exception {
        for (String[] one :
                List.of(
                        new String[] {"https://example.com/x", ""},
                        new String[] {"http://192.0.2.1/x", AgeKey.OURS.recipient()},
                        new String[] {"file:///tmp/x", AgeKey.OURS.recipient()})) {
            RunningAgent.Reply reply =
                    agent.send(
                            agent.request(HookPaths.COPIES)
                                    .header(
                                            HookPaths.AUTHORIZATION,
                                            "Bearer " + RunningAgent.COPY_TOKEN)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"attempt\":\"a\",\"database\":\"main\",\"method\":\"vacuum\",\"check\":\"none\",\"to_file\":true,\"recipients\":[%s],\"send_to\":\"%s\"}"
                                                            .formatted(
                                                                    one[1].isEmpty()
                                                                            ? ""
                                                                            : '"' + one[1] + '"',
                                                                    one[0])))
                                    .build());
            assertEquals(400, reply.status(), reply::toString);
            assertTrue(reply.toString().contains("send_to"), reply::toString);
        }
    }
}
