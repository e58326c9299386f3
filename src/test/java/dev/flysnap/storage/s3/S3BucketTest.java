package dev.flysnap.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.flysnap.Points;
import dev.flysnap.journal.shared.ConditionProbe;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.SmallObject;
import dev.flysnap.storage.s3.CuttingProxy.Way;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class S3BucketTest {
    private static final String NAME = "copy.db";
    private static final int SIZE = 18 << 20;
    private static final byte[] CONTENT = random(SIZE);

    private static S3Server server;
    private static CuttingProxy proxy;

    private final S3Address folder = S3Server.newFolder();

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
        proxy = new CuttingProxy(server.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private S3Bucket bucket() {
        return S3Bucket.of(folder, server.environment());
    }

    private S3Bucket cutBucket() {
        return S3Bucket.of(folder, S3Server.environment(proxy.port()));
    }

    private static boolean upload(S3Bucket bucket, byte[] content) {
        try (S3Upload upload = bucket.upload(NAME)) {
            upload.write(content, 0, content.length);
            return upload.commit();
        }
    }

    private static byte[] download(S3Bucket bucket) throws Exception {
        try (InputStream in = bucket.open(NAME).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    @Test
    void anUploadOfManyPartsIsOneObject() throws Exception {
        assertTrue(upload(bucket(), CONTENT));
        assertArrayEquals(CONTENT, download(bucket()));
        assertEquals(SIZE, bucket().list("").getFirst().bytes());
        assertEquals(List.of(), S3Draft.list(bucket()));
        assertFalse(upload(bucket(), CONTENT), "nothing is replaced");
        assertEquals(List.of(), S3Draft.list(bucket()));
    }

    /** A job that was started twice, say. */
    @Test
    void anUploadThatEndsLeavesAnotherOfItsNameAlone() throws Exception {
        S3Upload first = bucket().upload(NAME);
        try (S3Upload second = bucket().upload(NAME);
                S3Upload third = bucket().upload(NAME)) {
            for (S3Upload upload : List.of(first, second, third)) {
                upload.write(CONTENT, 0, SIZE);
            }
            first.close();
            assertTrue(second.commit());
            third.write(CONTENT, 0, SIZE);
            assertFalse(third.commit());
        }
        assertArrayEquals(CONTENT, download(bucket()));
        assertEquals(List.of(), S3Draft.list(bucket()));
    }

    @Test
    void aStoreThatKnowsNoConditionsTakesAnUploadOfAnySize() throws Exception {
        server.knowConditions(false);
        try {
            for (byte[] content : List.of(random(1000), CONTENT)) {
                assertTrue(upload(bucket(), content));
                assertArrayEquals(content, download(bucket()));
                assertFalse(upload(bucket(), CONTENT), "nothing is replaced");
                assertEquals(List.of(), S3Draft.list(bucket()));
                bucket().delete(NAME);
            }
            assertEquals("state-store-unfit", ConditionProbe.of(bucket()).orElseThrow().code());
            assertEquals(List.of(), bucket().list(""));
        } finally {
            server.knowConditions(true);
        }
    }

    /** What an S3 takes: 10000 parts, each but the last of 5 MiB at least. */
    @Test
    void partsGrowUpToASizeThatIsStated() {
        assertEquals(8 << 20, S3Upload.partBytes(0));
        assertEquals(64 << 20, S3Upload.partBytes(9_999));
        assertEquals(436, S3Upload.MAX_BYTES / 1_000_000_000);
    }

    @Test
    void aConnectionThatIsCutOnceDoesNoHarm() throws Exception {
        upThrough(0, false);
        long up = proxy.passed(Way.UP);
        long down = proxy.passed(Way.DOWN);
        for (int tenth = 1; tenth < 10; tenth += Points.apart(4)) {
            for (Way way : Way.values()) {
                long at = (way == Way.UP ? up : down) * tenth / 10;
                proxy.cut(way, at, false);
                bucket().delete(NAME);
                String when = "%s cut after %d bytes".formatted(way, at);
                assertTrue(upload(cutBucket(), CONTENT), when);
                assertTrue(proxy.hasCut(), when);
                assertArrayEquals(CONTENT, download(bucket()), when);
                assertEquals(List.of(), S3Draft.list(bucket()), when);
            }
        }
    }

    private void upThrough(long cutAt, boolean forGood) {
        proxy.cut(Way.UP, cutAt == 0 ? Long.MAX_VALUE : cutAt, forGood);
        var _ = upload(cutBucket(), CONTENT);
    }

    @Test
    void whereTheStoreIsGoneInTheMiddleThereIsNoObject() {
        for (int tenth = 1; tenth < 10; tenth += 4) {
            long at = (long) SIZE * tenth / 10;
            FlysnapException e =
                    assertThrows(FlysnapException.class, () -> upThrough(at, true), () -> "" + at);
            assertEquals("s3-unreachable", e.problem().code());
            assertFalse(bucket().has(NAME));
            // Nobody could be told to forget the rest: it is found by its mark.
            assertEquals(1, S3Draft.list(bucket()).size());
            S3Draft.list(bucket()).forEach(it -> it.delete(bucket()));
            assertEquals(List.of(), bucket().list(""));
        }
    }

    @Test
    void aDownloadGoesOnWhereItWasCut() throws Exception {
        assertTrue(upload(bucket(), CONTENT));
        for (int tenth = 1; tenth < 10; tenth++) {
            proxy.cut(Way.DOWN, (long) SIZE * tenth / 10, false);
            assertArrayEquals(CONTENT, download(cutBucket()), "cut at tenth " + tenth);
            assertTrue(proxy.hasCut());
            // Less what the cut destroyed in the buffers of the system.
            assertTrue(
                    tenth < 9 || proxy.passed(Way.DOWN) < SIZE * 1.6,
                    "what had come was not asked for again");
        }
    }

    /** A clock that moves while one waits, and a store that is back at a time. */
    private static final class Away {
        private final List<String> notes = new ArrayList<>();
        private final Duration until;
        private Instant now = Instant.EPOCH;

        Away(Duration until) {
            this.until = until;
        }

        S3Patience patience() {
            return S3Patience.of(
                    notes::add,
                    pause -> {
                        now = now.plus(pause);
                        if (passed().compareTo(until) >= 0) {
                            proxy.comeBack();
                        }
                    },
                    () -> now);
        }

        Duration passed() {
            return Duration.between(Instant.EPOCH, now);
        }

        List<String> told(String store) {
            return List.of(
                    store + " does not answer; trying again for 120 s",
                    store + " answers again; going on");
        }
    }

    @Test
    void aStoreThatIsAwayForAMinuteCostsNoTransfer() throws Exception {
        Away up = new Away(Duration.ofMinutes(1));
        proxy.cut(Way.UP, SIZE / 2, true);
        assertTrue(upload(cutBucket().patient(up.patience()), CONTENT));
        assertTrue(up.passed().toSeconds() >= 60);
        assertEquals(up.told(folder.toString()), up.notes);
        assertArrayEquals(CONTENT, download(bucket()));
        assertEquals(List.of(), S3Draft.list(bucket()));

        Away down = new Away(Duration.ofMinutes(1));
        proxy.cut(Way.DOWN, SIZE / 2, true);
        assertArrayEquals(CONTENT, download(cutBucket().patient(down.patience())));
        assertEquals(down.told(folder.toString()), down.notes);
        assertTrue(proxy.passed(Way.DOWN) < SIZE * 1.6, "what had come was not asked for again");
    }

    @Test
    void aStoreThatStaysAwayIsNotWaitedForLongerThanWasSaid() {
        Away forGood = new Away(Duration.ofDays(1));
        proxy.cut(Way.UP, SIZE / 2, true);
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () -> upload(cutBucket().patient(forGood.patience()), CONTENT));
        assertEquals("s3-unreachable", e.problem().code());
        assertEquals(1, forGood.notes.size());
        assertTrue(forGood.passed().compareTo(S3Patience.LIMIT) <= 0);
        assertTrue(forGood.passed().toSeconds() >= 100);
    }

    @Test
    void aDownloadNeverMixesTwoVersions() throws Exception {
        assertTrue(upload(bucket(), CONTENT));
        proxy.cut(Way.DOWN, SIZE / 2, false);
        try (InputStream in = cutBucket().open(NAME).orElseThrow()) {
            assertEquals(1000, in.readNBytes(1000).length);
            bucket().delete(NAME);
            assertTrue(upload(bucket(), random(SIZE - 1)));
            FlysnapException e = assertThrows(FlysnapException.class, in::readAllBytes);
            assertEquals("s3-refused", e.problem().code());
        }
    }

    @Test
    void aConditionIsMetOrNothingIsWritten() {
        byte[] one = "one".getBytes(StandardCharsets.UTF_8);
        byte[] two = "two".getBytes(StandardCharsets.UTF_8);
        String first = bucket().put("lock", one, new Condition.Absent()).orElseThrow();
        assertEquals(Optional.empty(), bucket().put("lock", two, new Condition.Absent()));
        String second = bucket().put("lock", two, new Condition.Version(first)).orElseThrow();
        assertEquals(Optional.empty(), bucket().put("lock", one, new Condition.Version(first)));
        SmallObject read = bucket().read("lock").orElseThrow();
        assertArrayEquals(two, read.bytes());
        assertEquals(second, read.version());
        assertTrue(read.age().toSeconds() < 60, read.age().toString());
        assertEquals(Optional.empty(), bucket().put("none", one, new Condition.Version(second)));
        assertEquals(Optional.empty(), bucket().read("none"));
    }

    @Test
    void ofManyWhoReplaceOneVersionOneDoes() throws Exception {
        byte[] bytes = {1};
        for (int round = 0; round < 20; round++) {
            String name = "round-" + round;
            String version = bucket().put(name, bytes, new Condition.Absent()).orElseThrow();
            AtomicInteger winners = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                byte[] mine = {2, (byte) i};
                threads.add(
                        Thread.ofPlatform()
                                .start(() ->
                                        bucket().put(name, mine, new Condition.Version(version))
                                                .ifPresent(_ -> winners.incrementAndGet())));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, winners.get(), name);
        }
    }

    /** The library sends again, and finds its own object. */
    @Test
    void anAnswerThatWasLostIsNoRefusal() {
        byte[] bytes = {1};
        proxy.cut(Way.DOWN, Long.MAX_VALUE, false);
        assertTrue(cutBucket().put("a", bytes, new Condition.Absent()).isPresent());
        long answer = proxy.passed(Way.DOWN);
        for (long at = 1; at < answer; at += 40) {
            proxy.cut(Way.DOWN, at, false);
            assertTrue(
                    cutBucket().put("b" + at, bytes, new Condition.Absent()).isPresent(),
                    "answer cut after " + at);
            assertTrue(proxy.hasCut());
        }
    }

    @Test
    void whatIsWrongIsSaidInPlainWordsWithoutSecrets() {
        Map<String, String> right = server.environment();
        assertEquals("s3-no-bucket", problem("nowhere-bucket", Map.of()).code());
        assertEquals(
                "s3-keys-refused",
                problem("backups", Map.of("AWS_SECRET_ACCESS_KEY", "another-secret")).code());
        assertEquals(
                "s3-keys-refused",
                problem("backups", Map.of("AWS_ACCESS_KEY_ID", "AKIANOBODY")).code());
        assertEquals(
                "s3-unreachable",
                problem("backups", Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")).code());
        for (String none :
                List.of("no address at all", "fly.storage.tigris.dev", "ftp://x", "http://a:b@c")) {
            assertEquals(
                    "s3-settings", problem("backups", Map.of("AWS_ENDPOINT_URL_S3", none)).code());
        }
        assertFalse(new S3Connection(right, Optional.empty()).toString().contains(S3Server.SECRET));
    }

    @Test
    void whatAStoreRefusesIsSaidInPlainWords() throws Exception {
        Map<String, String> refusals =
                Map.of(
                        "RequestTimeTooSkewed", "s3-clock-skew",
                        "AccessDenied", "s3-no-access",
                        "ExpiredToken", "s3-keys-refused");
        for (Map.Entry<String, String> refusal : refusals.entrySet()) {
            HttpServer refusing =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] body =
                    "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>no</Message></Error>"
                            .formatted(refusal.getKey())
                            .getBytes(StandardCharsets.UTF_8);
            refusing.createContext(
                    "/",
                    exchange -> {
                        exchange.sendResponseHeaders(403, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            refusing.start();
            try {
                Problem said =
                        problem(
                                "backups",
                                Map.of(
                                        "AWS_ENDPOINT_URL_S3",
                                        "http://127.0.0.1:" + refusing.getAddress().getPort()));
                assertEquals(refusal.getValue(), said.code());
            } finally {
                refusing.stop(0);
            }
        }
    }

    private static Problem problem(String bucket, Map<String, String> changed) {
        Map<String, String> environment = new HashMap<>(server.environment());
        environment.putAll(changed);
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                S3Bucket.of(new S3Address(bucket, "shop/"), environment)
                                        .requireAccess());
        String text = e.problem().toString();
        for (String secret :
                List.of(S3Server.SECRET, "another-secret", "AKIA", "software.", "SDK")) {
            assertFalse(text.contains(secret), text);
        }
        return e.problem();
    }
}
