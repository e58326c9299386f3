package dev.flysnap.notify;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import java.time.Instant;
import java.util.Optional;

/** Posts one JSON document when the command starts, and one when it ends. */
record Webhook(SecretUrl url, Sender sender) implements Receiver {
    private static final String JSON = "application/json";

    private record Started(String event, String command, Optional<String> app, Instant startedAt) {}

    private record Ended(
            String event,
            String command,
            Optional<String> app,
            Instant startedAt,
            Instant endedAt,
            long seconds,
            int exitCode,
            String text) {}

    @Override
    public void started(Job job, Instant at) {
        Started document = new Started("started", job.command(), job.app(), at);
        sender.postOnce(url.url(), JSON, JsonText.print(Records.write(Started.class, document)));
    }

    @Override
    public void ended(JobEnd end) {
        Json.Obj document =
                Records.write(
                        Ended.class,
                        new Ended(
                                end.isSuccess() ? "succeeded" : "failed",
                                end.job().command(),
                                end.job().app(),
                                end.started(),
                                end.ended(),
                                end.took().toSeconds(),
                                end.exit(),
                                end.text()));
        sender.post(url.url(), JSON, JsonText.print(document));
    }

    @Override
    public String name() {
        return "the webhook at " + url;
    }
}
