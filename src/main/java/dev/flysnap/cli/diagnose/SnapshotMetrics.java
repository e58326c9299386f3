package dev.flysnap.cli.diagnose;

import dev.flysnap.snapshot.status.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Ages, grades, sizes and counts of snapshots in Prometheus' text format 0.0.4. */
final class SnapshotMetrics {
    private static final int BYTES_OF_A_GB = 1 << 30;

    static String of(List<Freshness> volumes, Instant now) {
        StringBuilder text = new StringBuilder();
        metric(
                text,
                volumes,
                "flysnap_snapshot_age_seconds",
                "Age of the newest finished snapshot that is not known to be bad.",
                volume ->
                        volume.newest()
                                .flatMap(it -> it.snapshot().createdAt())
                                .map(it -> Duration.between(it, now).toSeconds()));
        metric(
                text,
                volumes,
                "flysnap_snapshot_grade",
                "Its grade: 0 crash-consistent or not known here, 1 checkpointed, 2 synced, 3 held, 4 stopped.",
                volume -> volume.newest().map(it -> (long) Freshness.gradeOf(it).ordinal()));
        metric(
                text,
                volumes,
                "flysnap_snapshot_fresh",
                "Whether one is as young and as good as was asked for.",
                volume -> Optional.of(volume.isFresh() ? 1L : 0L));
        metric(
                text,
                volumes,
                "flysnap_snapshots",
                "How many finished snapshots there are.",
                volume -> Optional.of((long) volume.count()));
        metric(
                text,
                volumes,
                "flysnap_snapshots_stored_bytes",
                "What they take in storage.",
                volume -> Optional.of(volume.storedBytes()));
        metric(
                text,
                volumes,
                "flysnap_volume_size_bytes",
                "Size of the volume.",
                volume -> Optional.of((long) volume.volume().sizeGb() * BYTES_OF_A_GB));
        return text.toString();
    }

    /** App names, volume ids and volume names need no quoting. */
    private static void metric(
            StringBuilder text,
            List<Freshness> volumes,
            String name,
            String help,
            Function<Freshness, Optional<Long>> value) {
        text.append("# HELP %1$s %2$s\n# TYPE %1$s gauge\n".formatted(name, help));
        for (Freshness volume : volumes) {
            value.apply(volume)
                    .ifPresent(it ->
                            text.append(
                                    "%s{app=\"%s\",volume=\"%s\",name=\"%s\"} %d\n"
                                            .formatted(
                                                    name,
                                                    volume.app(),
                                                    volume.volume().id(),
                                                    volume.volume().name(),
                                                    it)));
        }
    }

    private SnapshotMetrics() {}
}
