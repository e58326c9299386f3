package dev.flysnap.portable.litestream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.EndingProcess;
import dev.flysnap.NeedsTool;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Interruption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LitestreamTest {
    @TempDir private Path work;
    private final Litestream litestream =
            new Litestream(System.getenv().getOrDefault("PATH", ""), new Interruption());

    @Test
    void addressesAreAFileADatabaseOfItOrAUrl() {
        for (String text :
                List.of(
                        "litestream:litestream.yml",
                        "litestream:/etc/litestream.yml#/data/app.db",
                        "litestream:s3://bucket/app",
                        "litestream:file:///replicas/app.db#1",
                        "litestream:litestream.yml#/data/app.db@000000000000002a",
                        "litestream:s3://bucket/app@000000000000002a")) {
            assertEquals(text, ReplicaAddress.parse(text).toString());
        }
        assertEquals(
                Optional.of("s3://bucket/app"),
                ReplicaAddress.parse("litestream:s3://bucket/app").database());
        assertFalse(ReplicaAddress.isOne("s3://bucket/app"));
        assertThrows(IllegalArgumentException.class, () -> ReplicaAddress.parse("litestream: "));
    }

    /** Plans, the journal and the metadata of machines name it. */
    @Test
    void aUrlWithAPasswordIsRefusedAndNotRepeated() {
        for (String text :
                List.of(
                        "litestream:sftp://backup:hunter2@host/app",
                        "litestream:sftp://backup:hunter2@host:22/app@000000000000002a",
                        "litestream:sftp://backup:hunter2@000000000000002a",
                        "litestream:webdavs://:hunter2@host/app",
                        "litestream:nats://backup:hun@ter2@host/bucket",
                        "litestream:s3://bucket/app?endpoint=http://key:hunter2@host")) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class, () -> ReplicaAddress.parse(text), text);
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("litestream:litestream.yml"), message);
            assertFalse(message.contains("ter2"), message);
        }
        for (String text :
                List.of(
                        "litestream:sftp://backup@host:22/app",
                        "litestream:sftp://backup@host:22/app@000000000000002a",
                        "litestream:s3://arn:aws:s3:eu-west-1:1:accesspoint/a/app@000000000000002a",
                        "litestream:s3://bucket/app?endpoint=http://host:9000")) {
            assertEquals(text, ReplicaAddress.parse(text).toString());
        }
    }

    @Test
    void withoutTheProgramItIsSaidWhatIsMissing() {
        Litestream nowhere = new Litestream(work.toString(), new Interruption());
        assertEquals(
                "litestream-absent",
                problem(() -> nowhere.look(ReplicaAddress.parse("litestream:s3://bucket/app")))
                        .code());
    }

    /** It would go on for hours, and nobody would know of it. */
    @Test
    void whileFlysnapIsBeingEndedItIsNotStarted() throws Exception {
        Path started = work.resolve("started");
        Path program =
                Files.writeString(
                        work.resolve("litestream"), "#!/bin/sh\ntouch '" + started + "'\n");
        assertTrue(program.toFile().setExecutable(true));
        String said = EndingProcess.run(LateLitestreamMain.class, work.toString());
        assertFalse(Files.exists(started), said);
        assertTrue(said.contains("Interrupted"), said);
    }

    @Test
    @NeedsTool("litestream")
    void theNewestStateOfAReplicaComesBack() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path config = Replicas.config(work, database);
        Replicas.sync(config);
        TestDatabases.sql(database, "CREATE TABLE later(a)", "INSERT INTO later VALUES (42)");
        Replicas.sync(config);
        Instant now = Instant.now();

        ReplicaAddress address = litestream.only(ReplicaAddress.parse("litestream:" + config));
        assertEquals(Optional.of(database.toString()), address.database());
        Replica replica = litestream.look(address);
        assertEquals("app", replica.database());
        assertTrue(replica.bytes() > 0, replica::toString);
        Duration age = Duration.between(replica.writtenAt(), now);
        assertTrue(age.abs().compareTo(Duration.ofMinutes(1)) < 0, replica::toString);

        Path byConfig = work.resolve("by-config.db");
        litestream.restore(address, byConfig);
        Path byUrl = work.resolve("by-url.db");
        litestream.restore(
                ReplicaAddress.parse("litestream:file://" + Replicas.of(work, database)), byUrl);
        for (Path restored : List.of(byConfig, byUrl)) {
            assertEquals("42", TestDatabases.ask(restored, "SELECT a FROM later"));
        }
    }

    @Test
    @NeedsTool("litestream")
    void whatCannotBeReadSaysWhatLitestreamSaid() throws Exception {
        Path one = TestDatabases.orders(work.resolve("one.db"), "wal");
        Path other = TestDatabases.orders(work.resolve("other.db"), "wal");
        ReplicaAddress both =
                ReplicaAddress.parse("litestream:" + Replicas.config(work, one, other));
        assertEquals(2, litestream.databases(both).size());
        Problem several = problem(() -> litestream.only(both));
        assertEquals("litestream-several-databases", several.code());
        assertTrue(several.next().endsWith("#" + one), several::toString);

        Problem empty = problem(() -> litestream.look(both.withDatabase(one.toString())));
        assertEquals("litestream-failed", empty.code());
        assertTrue(empty.why().contains("no matching backup files"), empty::toString);

        Path bad = Files.writeString(work.resolve("bad.yml"), "dbs: 1\n");
        assertEquals(
                "litestream-failed",
                problem(() -> litestream.databases(ReplicaAddress.ofConfig(bad.toString())))
                        .code());
    }

    private static Problem problem(Supplier<?> work) {
        return assertThrows(FlysnapException.class, work::get).problem();
    }
}
