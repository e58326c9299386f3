package dev.flysnap.notify;

import java.time.Instant;
import okhttp3.HttpUrl;

/**
 * A dead man's switch, in the style of healthchecks: {@code URL/start}, {@code URL} for a success,
 * {@code URL/fail}, each with a text.
 */
record Ping(SecretUrl url, Sender sender) implements Receiver {
    private static final String TEXT = "text/plain; charset=utf-8";

    @Override
    public void started(Job job, Instant at) {
        sender.postOnce(url.with("start"), TEXT, "flysnap " + job);
    }

    @Override
    public void ended(JobEnd end) {
        HttpUrl to = end.isSuccess() ? url.url() : url.with("fail");
        sender.post(
                to,
                TEXT,
                "flysnap %s: exit code %d after %d s\n%s"
                        .formatted(end.job(), end.exit(), end.took().toSeconds(), end.text()));
    }

    @Override
    public String name() {
        return "the ping to " + url;
    }
}
