package dev.flysnap.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessagesTest {

    @Test
    void aLevelOneAnswerIsEnough() {
        QuiesceAnswer answer =
                Records.read(
                        QuiesceAnswer.class,
                        JsonText.parse(
                                """
                                {"lease":"l1","expires_in_ms":0,"sqlite_version":"3.45.1","databases":[
                                 {"name":"main","path":"/data/app.db","journal_mode":"wal",
                                  "checkpoint":{"busy":0,"log":0,"checkpointed":0},
                                  "wal_bytes":0,"held":false,"synced":false}]}\
                                """));
        assertTrue(answer.databases().getFirst().checkpoint().isComplete());
        assertEquals(Optional.empty(), answer.machineId());
        assertEquals(Optional.empty(), answer.level());
    }

    @Test
    void aFullAnswerIsWrittenInTheNamesOfTheContract() {
        DatabaseState state =
                new DatabaseState(
                        "main",
                        "/data/app.db",
                        "wal",
                        new Checkpoint(1, 65, 65),
                        4152,
                        true,
                        true,
                        Optional.of(4096L),
                        Optional.of(7L),
                        Optional.of(3L),
                        Optional.of(0L),
                        Optional.of("ab"),
                        Optional.empty());
        QuiesceAnswer answer =
                new QuiesceAnswer(
                        "l1",
                        1500,
                        Optional.of("shop"),
                        Optional.of("1857156b526dd8"),
                        "3.54.1",
                        Optional.empty(),
                        List.of(state),
                        Optional.empty(),
                        Optional.of(2));
        assertEquals(
                """
                {"lease":"l1","expires_in_ms":1500,"app":"shop","machine_id":"1857156b526dd8",\
                "sqlite_version":"3.54.1","databases":[{"name":"main","path":"/data/app.db",\
                "journal_mode":"wal","checkpoint":{"busy":1,"log":65,"checkpointed":65},\
                "wal_bytes":4152,"held":true,"synced":true,"page_size":4096,"page_count":7,\
                "user_version":3,"application_id":0,"schema_sha256":"ab"}],"level":2}\
                """,
                JsonText.print(Records.write(QuiesceAnswer.class, answer)));
    }

    @Test
    void busyIsNotWhatMakesACheckpointComplete() {
        assertTrue(new Checkpoint(1, 9, 9).isComplete(), "only the cut was not possible");
        assertTrue(new Checkpoint(0, 0, 0).isComplete());
        assertFalse(new Checkpoint(1, 9, 8).isComplete());
        assertFalse(Checkpoint.NO_WAL.isComplete(), "busy is 0, and yet nothing was checkpointed");
    }

    @Test
    void aLapsedHoldIsToldAsBroken() {
        assertEquals(
                "{\"error\":{\"code\":\"lease-lapsed\",\"message\":\"m\",\"next\":\"n\",\"intact\":false,\"held_ms\":7}}",
                JsonText.print(
                        Records.write(
                                ErrorAnswer.class,
                                ErrorAnswer.lapsed(HookCodes.LEASE_LAPSED, "m", "n", 7))));
    }

    @Test
    void aRequestOutsideItsLimitsIsRefused() {
        assertThrows(
                MalformedJson.class,
                () ->
                        Records.read(
                                QuiesceRequest.class,
                                JsonText.parse("{\"attempt\":\"a\",\"hold_ms\":-1}")));
        assertThrows(
                MalformedJson.class,
                () ->
                        Records.read(
                                QuiesceRequest.class,
                                JsonText.parse("{\"attempt\":\"\",\"hold_ms\":0}")));
    }
}
