package dev.flysnap.notify;

import java.time.Instant;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Prometheus' push gateway: a group for each command and app. A POST replaces only the metrics that
 * it names, so the time of the last success stays there after a failure.
 */
record PushGateway(SecretUrl url, Sender sender) implements Receiver {
    private static final String TYPE = "text/plain; version=0.0.4";

    @Override
    public void started(Job job, Instant at) {}

    @Override
    public void ended(JobEnd end) {
        HttpUrl.Builder group =
                url.with("metrics")
                        .newBuilder()
                        .addPathSegment("job")
                        .addPathSegment("flysnap")
                        .addPathSegment("command")
                        .addPathSegment(end.job().command());
        end.job().app().ifPresent(it -> group.addPathSegment("app").addPathSegment(it));
        sender.post(
                group.build(),
                TYPE,
                JobMetrics.of(end, end.isSuccess() ? Optional.of(end.ended()) : Optional.empty()));
    }

    @Override
    public String name() {
        return "the push gateway at " + url;
    }
}
