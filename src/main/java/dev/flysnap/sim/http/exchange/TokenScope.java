package dev.flysnap.sim.http.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A token and its scope.
 *
 * @param app the only app that it has access to
 * @param org the only organisation whose apps it has access to
 * @param readOnly whether it can only read
 */
public record TokenScope(
        String token, Optional<String> app, Optional<String> org, boolean readOnly) {

    /** Access to everything, including the simulator's own API. */
    public static TokenScope forEverything(String token) {
        return new TokenScope(token, Optional.empty(), Optional.empty(), false);
    }

    /** Like a deploy token: one app. */
    public static TokenScope forApp(String token, String app) {
        return new TokenScope(token, Optional.of(app), Optional.empty(), false);
    }

    /** Like a read-only token. */
    public static TokenScope forReading(String token) {
        return new TokenScope(token, Optional.empty(), Optional.empty(), true);
    }

    /** A description of the scope. */
    public String description() {
        return app.map(it -> "for the app " + it + " only")
                .or(() -> org.map(it -> "for the organisation " + it + " only"))
                .orElse(readOnly ? "for reading only" : "for everything");
    }

    public boolean covers(String appName, String appOrg) {
        return app.map(appName::equals).orElse(true) && org.map(appOrg::equals).orElse(true);
    }

    public boolean isUnrestricted() {
        return app.isEmpty() && org.isEmpty() && !readOnly;
    }

    /** Whether an {@code Authorization} header carries it: one of a list, with any scheme. */
    public boolean isIn(String header) {
        String list = header.replaceFirst("(?i)^\\s*(?:FlyV1|Bearer)\\s+", "");
        boolean found = false;
        for (String one : list.split(",")) {
            found |=
                    MessageDigest.isEqual(
                            one.strip().getBytes(StandardCharsets.UTF_8),
                            token.getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    /** The owner's name in leases. */
    public String owner() {
        return app.map(it -> it + "@tokens.internal").orElse("sim@tokens.internal");
    }

    @Override
    public String toString() {
        return "TokenScope[app=%s, org=%s, readOnly=%s]".formatted(app, org, readOnly);
    }
}
