package dev.flysnap.agent.http;

import dev.flysnap.agent.quiesce.Counters;
import dev.flysnap.agent.quiesce.StatusReporter;
import dev.flysnap.agent.setting.NamedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of the agent in Prometheus' text format 0.0.4. */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    static String of(Counters counters, boolean held, List<NamedDatabase> databases) {
        MetricsText metrics = new MetricsText();
        metrics.one(
                "flysnap_quiesces_total",
                "counter",
                "Quiesces that succeeded.",
                counters.quiesces());
        metrics.one(
                "flysnap_quiesce_failures_total",
                "counter",
                "Quiesces that failed.",
                counters.failures());
        counters.lastSuccess()
                .map(Instant::getEpochSecond)
                .ifPresent(number ->
                        metrics.one(
                                "flysnap_last_quiesce_timestamp_seconds",
                                "gauge",
                                "When the last quiesce succeeded.",
                                number));
        counters.lastHold()
                .map(Duration::toMillis)
                .ifPresent(number ->
                        metrics.one(
                                "flysnap_last_hold_milliseconds",
                                "gauge",
                                "How long writers were off the last time.",
                                number));
        metrics.one("flysnap_hold_active", "gauge", "Whether writers are off now.", held ? 1 : 0);
        Map<String, StatusReporter.Sizes> sizes = new LinkedHashMap<>();
        databases.forEach(it -> sizes.put(it.name(), StatusReporter.Sizes.of(it.real())));
        metrics.head("flysnap_database_present", "gauge", "Whether the file is there.");
        sizes.forEach(
                (name, it) -> metrics.line("flysnap_database_present", name, it.present() ? 1 : 0));
        metrics.head("flysnap_database_bytes", "gauge", "Size of the database file.");
        sizes.forEach((name, it) ->
                it.bytes().ifPresent(n -> metrics.line("flysnap_database_bytes", name, n)));
        metrics.head("flysnap_wal_bytes", "gauge", "Size of the WAL beside it.");
        sizes.forEach((name, it) -> metrics.line("flysnap_wal_bytes", name, it.walBytes()));
        metrics.head(
                "flysnap_volume_free_bytes", "gauge", "Free bytes on the volume of the database.");
        sizes.forEach((name, it) ->
                it.freeBytes().ifPresent(n -> metrics.line("flysnap_volume_free_bytes", name, n)));
        return metrics.text.toString();
    }

    private void one(String name, String type, String help, long value) {
        head(name, type, help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String database, long value) {
        String label = database.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        text.append(name)
                .append("{database=\"")
                .append(label)
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    private MetricsText() {}
}
