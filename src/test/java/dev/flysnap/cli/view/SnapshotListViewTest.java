package dev.flysnap.cli.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.snapshot.catalog.SnapshotOrigin;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code list} and {@code show} print. */
class SnapshotListViewTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final VolumeId VOLUME = new VolumeId("vol_4qk5xqz7y1mj8w2r");
    private static final AppName SHOP = new AppName("shop");

    @TempDir private Path state;

    @Test
    void theTableFitsEightyColumns() {
        String text =
                new SnapshotListView(
                                SHOP,
                                List.of(
                                        row(
                                                "vs_4LNvXLLK0P6tk6KgqoexaBw",
                                                "created",
                                                SnapshotOrigin.FLYSNAP),
                                        row(
                                                "vs_4LNvXLLK0P6tk6KgqoexaB2",
                                                "created",
                                                SnapshotOrigin.DAILY),
                                        row(
                                                "vs_4LNvXLLK0P6tk6KgqoexaB3",
                                                "created",
                                                SnapshotOrigin.NOT_OURS),
                                        row(
                                                "vs_4LNvXLLK0P6tk6KgqoexaB4",
                                                "broken_by_a_shark",
                                                SnapshotOrigin.UNFINISHED)),
                                NOW)
                        .text(80);
        for (String line : text.lines().toList()) {
            assertTrue(line.length() <= 80, line.length() + ": " + line);
        }
        assertTrue(text.contains("crash-consistent"), text);
        assertTrue(text.contains("daily"), text);
        assertTrue(text.contains("not this journal"), text);
        assertTrue(text.contains("status: broken_by_a_shark"), text);
        assertTrue(text.contains("release=42"), text);
        assertTrue(text.contains("54d bad 2d full"), text);
        assertTrue(text.contains("bad: app.db: row 1 missing"), text);
        // 4 times 250 GB, of which 10 GB are free, at 8 cents each.
        assertTrue(text.contains("$79.20 a month"), text);
        assertTrue(text.contains("$80.00 if"), text);
    }

    @Test
    void aReceiptIsShownWithoutAskingFly() {
        SnapshotRecord known =
                row("vs_4LNvXLLK0P6tk6KgqoexaBw", "created", SnapshotOrigin.FLYSNAP)
                        .known()
                        .orElseThrow();
        try (Journal journal = Journal.open(state, ApiIdentity.FLY_IO, InstantSource.fixed(NOW))) {
            journal.saveSnapshot(known);
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err))
                        .execute(
                                "show",
                                known.snapshot().value(),
                                "--json",
                                "--state-dir",
                                state.toString());
        assertEquals(0, exit, err::toString);
        assertEquals(known.receipt(), JsonText.parseObject(out.toString()));
    }

    private static SnapshotRow row(String id, String status, SnapshotOrigin origin) {
        Snapshot snapshot =
                new Snapshot(
                        Optional.of(new SnapshotId(id)),
                        new SnapshotStatus(status),
                        250_000_000_000L,
                        Optional.of(500L << 30),
                        Optional.of("d"),
                        Optional.of(NOW.minus(Duration.ofDays(6))),
                        Optional.of(60));
        Volume volume =
                new Volume(
                        VOLUME,
                        new VolumeName("data_of_the_shop_30"),
                        new VolumeState("pending_destroy"),
                        500,
                        new Region("ams"),
                        true,
                        Optional.empty(),
                        Optional.of(NOW),
                        Optional.of(5),
                        Optional.of(true),
                        HostStatus.OK);
        Optional<SnapshotRecord> known =
                Optional.of(
                                new SnapshotRecord(
                                        new SnapshotId(id),
                                        SHOP,
                                        VOLUME,
                                        new RunId("run_k3v9x2m7qa"),
                                        NOW,
                                        Json.Obj.empty()
                                                .with("grade", "crash-consistent")
                                                .with(
                                                        "labels",
                                                        Json.Obj.empty()
                                                                .with("release", "42")
                                                                .with("why", "x".repeat(90))),
                                        Optional.empty(),
                                        Json.Obj.empty()))
                        .filter(_ -> origin == SnapshotOrigin.FLYSNAP);
        Optional<SnapshotCheck> check =
                Optional.of(
                                new SnapshotCheck(
                                        new SnapshotId(id),
                                        SHOP,
                                        new RunId("run_k3v9x2m7qb"),
                                        NOW.minus(Duration.ofDays(2)),
                                        CheckDepth.FULL,
                                        SnapshotCheck.Subject.RESTORED,
                                        List.of("app.db"),
                                        List.of("app.db: row 1 missing from index orders_by_day"),
                                        false))
                        .filter(_ -> origin == SnapshotOrigin.FLYSNAP);
        return new SnapshotRow(snapshot, VOLUME, Optional.of(volume), known, origin, check);
    }
}
