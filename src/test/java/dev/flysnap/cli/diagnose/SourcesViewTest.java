package dev.flysnap.cli.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.litestream.Replica;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.ManifestExamples;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.sources.Loss;
import dev.flysnap.sources.NewestCommit;
import dev.flysnap.sources.Origin;
import dev.flysnap.sources.Source;
import dev.flysnap.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much is said of each source, and no more. */
class SourcesViewTest {
    private static final Instant NOW = Instant.parse("2026-11-28T21:00:00Z");

    private static Source source(Origin origin, Duration age, Loss loss) {
        return new Source(
                origin,
                Optional.of(NOW.minus(age)),
                loss.isProven(),
                false,
                loss,
                Optional.of(Duration.ofMinutes(3)),
                Optional.of("flysnap restore it"));
    }

    private static Loss loss(Duration window, boolean isProven) {
        return new Loss(Optional.of(window), isProven);
    }

    private static Sources sources(boolean appExists, Source... all) {
        return new Sources(
                new AppName("shop"),
                NOW,
                appExists,
                new NewestCommit(Optional.of(NOW), true, "it writes"),
                List.of(all),
                "a guess",
                List.of(),
                List.of());
    }

    @Test
    void provenAndUnprovenLossesAreToldApart() {
        CopyManifest manifest =
                ManifestExamples.of("shop", "app", "2026-11-28T19:00:00Z", CheckDepth.QUICK);
        Origin copy = new Origin.OfCopy("/backups/", manifest, Optional.empty());
        Origin readBack =
                new Origin.OfCopy(
                        "/backups/",
                        manifest,
                        Optional.of(
                                new VerificationNote(
                                        manifest.content(),
                                        NOW.minus(Duration.ofMinutes(119)),
                                        Optional.of(CheckDepth.QUICK))));
        Origin damaged =
                new Origin.OfCopy(
                        "/backups/",
                        manifest,
                        Optional.of(
                                new VerificationNote(manifest.content(), NOW, Optional.empty())));
        assertTrue(damaged.isKnownToBeBad());
        assertFalse(readBack.isKnownToBeBad());
        Origin replica =
                new Origin.OfReplica(
                        new Replica(
                                ReplicaAddress.parse("litestream:s3://bucket/app"),
                                "000000000000002a",
                                NOW.minus(Duration.ofHours(5)),
                                1));
        String text =
                new SourcesView(
                                sources(
                                        true,
                                        source(
                                                copy,
                                                Duration.ofHours(2),
                                                loss(Duration.ZERO, true)),
                                        source(
                                                readBack,
                                                Duration.ofHours(2),
                                                loss(Duration.ofHours(2), true)),
                                        source(
                                                damaged,
                                                Duration.ofHours(2),
                                                loss(Duration.ofHours(2), true)),
                                        source(
                                                replica,
                                                Duration.ofHours(5),
                                                loss(Duration.ofHours(5), false)),
                                        source(
                                                replica,
                                                Duration.ofHours(5),
                                                loss(Duration.ZERO, false))))
                        .text();
        assertEquals(
                """
                shop, 2026-11-28 21:00:00 UTC
                  newest commit  2026-11-28 21:00:00 UTC: it writes
                  best           flysnap restore it
                  times          a guess
                KIND     OF   AGE  GRADE   VERIFIED       LOSES       TAKES  SOURCE
                copy     app   2h  synced  -              nothing        3m  /backups/shop-app-20261128T190000Z-run_aaaaaaaaaa.db
                copy     app   2h  synced  ok 119m quick  up to 2h       3m  /backups/shop-app-20261128T190000Z-run_aaaaaaaaaa.db
                copy     app   2h  synced  bad 0s         up to 2h       3m  /backups/shop-app-20261128T190000Z-run_aaaaaaaaaa.db
                replica  app   5h  -       -              5h or more     3m  litestream:s3://bucket/app
                replica  app   5h  -       -              unknown        3m  litestream:s3://bucket/app\
                """,
                text);
    }

    @Test
    void anAppThatIsGoneWithEverythingIsSaidToBe() {
        SourcesView view = new SourcesView(sources(false));
        assertEquals(
                """
                shop, 2026-11-28 21:00:00 UTC: Fly has no such app
                  newest commit  2026-11-28 21:00:00 UTC: it writes
                  nothing        there is nothing to bring it back from\
                """,
                view.text());
        Json.Obj json = (Json.Obj) view.json();
        assertEquals(Optional.of(false), json.bool("exists"));
        assertEquals(List.of(), json.array("sources"));
    }
}
