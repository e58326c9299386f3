package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as the platform writes them. */
final class Times {
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static Json orNull(Optional<String> text) {
        return text.<Json>map(Json.Str::new).orElse(Json.NULL);
    }

    private Times() {}
}
