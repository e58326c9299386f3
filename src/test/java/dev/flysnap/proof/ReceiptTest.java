package dev.flysnap.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    @Test
    void aReceiptComesBackAsItWasWritten() {
        Receipt receipt =
                new Receipt(
                        new RunId("run_k3v9x2m7qa"),
                        new AppName("shop"),
                        new Receipt.OfVolume(
                                new VolumeId("vol_9vw681egy1jj5xm4"),
                                new VolumeName("data"),
                                1,
                                new Region("ams")),
                        new SnapshotId("vs_abcdef"),
                        "the only new row in the list",
                        Grade.CRASH_CONSISTENT,
                        List.of("No hook was asked to quiesce."),
                        new Receipt.Times(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
                                Optional.of(Instant.parse("2026-01-02T03:05:05Z"))),
                        4096,
                        Optional.of(5),
                        Optional.of(31L),
                        Optional.of(new MachineId("1857156b526dd8")),
                        Optional.of("registry/shop@sha256:1"),
                        Optional.of("ab"),
                        Optional.of("3.54.1"),
                        Optional.empty(),
                        List.of(
                                new DatabaseState(
                                        "main",
                                        "/data/app.db",
                                        "wal",
                                        Checkpoint.NO_WAL,
                                        0,
                                        true,
                                        true,
                                        Optional.of(4096L),
                                        Optional.of(12L),
                                        Optional.of(3L),
                                        Optional.of(0L),
                                        Optional.of("cd"),
                                        Optional.empty())),
                        List.of(),
                        Optional.of(Labels.parse(List.of("release=42", "by=ci")).named()),
                        Optional.of(new ImageTools(false, Optional.of("3.40.1"))),
                        Optional.of(
                                Checked.of(
                                        CheckDepth.QUICK,
                                        Instant.parse("2026-01-31T09:06:00Z"),
                                        List.of(
                                                DatabaseCheck.ok(
                                                        "main", "/data/app.db", Optional.of(0L)),
                                                DatabaseCheck.bad(
                                                        "other",
                                                        "/data/b.db",
                                                        List.of("row 1 missing"))))),
                        Optional.of(
                                new Coverage(
                                        List.of(
                                                new Coverage.OnVolume(
                                                        "/data/cache.db",
                                                        false,
                                                        Grade.CRASH_CONSISTENT,
                                                        4096,
                                                        0,
                                                        List.of("puma (17)"))),
                                        Optional.of("it took more than 15 s"),
                                        Optional.of("web"),
                                        Optional.of(
                                                List.of(
                                                        new ReplicatedDatabase(
                                                                "/data/app.db",
                                                                "s3://bucket/app"))))));
        String text = JsonText.print(receipt.json());
        assertEquals(receipt, Receipt.read(JsonText.parseObject(text)));
        assertEquals(
                Optional.of("crash-consistent"), JsonText.parseObject(text).text("grade"), text);
    }

    @Test
    void theHashOfAConfigKnowsMeaningAndNotOrder() {
        String one =
                ConfigHash.of(JsonText.parseObject("{\"a\":1,\"b\":{\"c\":[1,2],\"d\":null}}"));
        assertEquals(
                one,
                ConfigHash.of(JsonText.parseObject("{ \"b\":{\"d\":null,\"c\":[1,2]}, \"a\":1}")));
        assertNotEquals(
                one,
                ConfigHash.of(JsonText.parseObject("{\"a\":1,\"b\":{\"c\":[2,1],\"d\":null}}")));
    }
}
