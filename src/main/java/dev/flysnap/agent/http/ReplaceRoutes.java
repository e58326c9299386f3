package dev.flysnap.agent.http;

import dev.flysnap.agent.http.server.Exchange;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.replace.Replacements;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.contract.replace.UploadAnswer;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The paths of level 3 that put databases in place. Whoever calls has shown the copy token. */
final class ReplaceRoutes implements AutoCloseable {
    private static final String ONE_DATABASE = HookPaths.DATABASES + "/";

    private final Replacements replacements;
    private final WorkLane work = new WorkLane("replace", 2, 16);

    ReplaceRoutes(Replacements replacements) {
        this.replacements = replacements;
    }

    Json answer(Exchange exchange, String path) throws IOException {
        switch (path) {
            case HookPaths.DATABASES -> {
                HookServer.method(exchange, "GET");
                return Records.write(
                        DatabasesAnswer.class, work.call(replacements::databasesAnswer));
            }
            case HookPaths.REPLACE -> {
                HookServer.method(exchange, "POST");
                ReplaceRequest request = HookServer.body(exchange, ReplaceRequest.class);
                return Records.write(
                        ReplaceAnswer.class, work.call(() -> replacements.replace(request)));
            }
            case HookPaths.DISCARD -> {
                HookServer.method(exchange, "POST");
                DiscardRequest request = HookServer.body(exchange, DiscardRequest.class);
                return Records.write(
                        DatabasesAnswer.class, work.call(() -> replacements.discard(request)));
            }
            default -> {
                if (!path.startsWith(ONE_DATABASE)) {
                    throw HookException.noSuchPath(path);
                }
                HookServer.method(exchange, "PUT");
                UploadPart part = part(exchange, path.substring(ONE_DATABASE.length()));
                byte[] bytes = bytes(exchange);
                return Records.write(
                        UploadAnswer.class, work.call(() -> replacements.upload(part, bytes)));
            }
        }
    }

    private static UploadPart part(Exchange exchange, String database) {
        Map<String, String> query = query(exchange.head().target().getRawQuery());
        return new UploadPart(
                query.getOrDefault("attempt", ""),
                database,
                number(query, "offset"),
                number(query, "bytes"),
                query.getOrDefault("sha256", ""));
    }

    private static byte[] bytes(Exchange exchange) throws IOException {
        exchange.beginTransfer();
        byte[] bytes = exchange.body().readNBytes(UploadPart.MAX_PART_BYTES + 1);
        if (bytes.length > UploadPart.MAX_PART_BYTES) {
            throw HookException.bodyTooLarge(UploadPart.MAX_PART_BYTES);
        }
        return bytes;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : Optional.ofNullable(raw).orElse("").split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static long number(Map<String, String> query, String name) {
        String text = query.getOrDefault(name, "");
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException(name + " has to be a number");
        }
        return Long.parseLong(text);
    }

    @Override
    public void close() {
        work.close();
    }
}
