package dev.flysnap.notify;

import java.time.Instant;
import java.util.Optional;

/** What is known of a job's last end, in Prometheus' text format 0.0.4. */
final class JobMetrics {
    static final String LAST_SUCCESS = "flysnap_last_success_timestamp_seconds";

    /**
     * @param lastSuccess absent = it is not known
     */
    static String of(JobEnd end, Optional<Instant> lastSuccess) {
        StringBuilder text = new StringBuilder();
        metric(
                text,
                end.job(),
                "flysnap_last_run_timestamp_seconds",
                "When the command last ended.",
                end.ended().getEpochSecond());
        metric(text, end.job(), "flysnap_last_exit_code", "Its exit code.", end.exit());
        metric(
                text,
                end.job(),
                "flysnap_last_duration_seconds",
                "How long it took.",
                end.took().toSeconds());
        lastSuccess.ifPresent(at ->
                metric(
                        text,
                        end.job(),
                        LAST_SUCCESS,
                        "When it last ended with exit code 0.",
                        at.getEpochSecond()));
        return text.toString();
    }

    private static void metric(StringBuilder text, Job job, String name, String help, long value) {
        text.append(
                "# HELP %1$s %2$s\n# TYPE %1$s gauge\n%1$s{command=\"%3$s\",app=\"%4$s\"} %5$d\n"
                        .formatted(
                                name,
                                help,
                                quoted(job.command()),
                                quoted(job.app().orElse("")),
                                value));
    }

    private static String quoted(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private JobMetrics() {}
}
