package dev.flysnap.sim.http.exchange;

import dev.flysnap.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as the platform writes them. */
public final class ApiTimes {
    public static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    public static Json orNull(Optional<String> text) {
        return text.<Json>map(Json.Str::new).orElse(Json.NULL);
    }

    private ApiTimes() {}
}
