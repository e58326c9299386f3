package dev.flysnap.sim.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A token and what it opens.
 *
 * @param app the only app that it opens
 * @param org the only organisation whose apps it opens
 * @param readOnly it changes nothing
 */
public record Access(String token, Optional<String> app, Optional<String> org, boolean readOnly) {

    /** Opens everything, the simulator's own switches too. */
    public static Access toEverything(String token) {
        return new Access(token, Optional.empty(), Optional.empty(), false);
    }

    /** As a deploy token: one app. */
    public static Access toApp(String token, String app) {
        return new Access(token, Optional.of(app), Optional.empty(), false);
    }

    /** As a token for an organisation. */
    public static Access toOrg(String token, String org) {
        return new Access(token, Optional.empty(), Optional.of(org), false);
    }

    /** As a read-only token. */
    public static Access toLook(String token) {
        return new Access(token, Optional.empty(), Optional.empty(), true);
    }

    /** What it is good for, in words. */
    public String meaning() {
        return app.map(it -> "for the app " + it + " only")
                .or(() -> org.map(it -> "for the organisation " + it + " only"))
                .orElse(readOnly ? "to look only" : "for everything");
    }

    boolean opens(String appName, String appOrg) {
        return app.map(appName::equals).orElse(true) && org.map(appOrg::equals).orElse(true);
    }

    boolean isToEverything() {
        return app.isEmpty() && org.isEmpty() && !readOnly;
    }

    /** Whether an {@code Authorization} header carries it: one of a list, with any scheme. */
    boolean isIn(String header) {
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

    /** What the platform calls whoever holds a lease. */
    String owner() {
        return app.map(it -> it + "@tokens.internal").orElse("sim@tokens.internal");
    }

    @Override
    public String toString() {
        return "Access[app=%s, org=%s, readOnly=%s]".formatted(app, org, readOnly);
    }
}
