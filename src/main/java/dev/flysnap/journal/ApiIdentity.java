package dev.flysnap.journal;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Which Fly an API address belongs to: the same for every address of one Fly, so that runs which
 * use different ones share their locks. A simulated Fly has one of its own. The journal stores the
 * text.
 */
public record ApiIdentity(String value) {
    /** Fly.io, by its public address or its private one. Source: Fly docs, Machines API. */
    public static final ApiIdentity FLY_IO = new ApiIdentity("fly.io");

    private static final Set<String> FLY_IO_HOSTS = Set.of("api.machines.dev", "_api.internal");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param baseUrl of the Machines API, as {@code FLY_FLAPS_BASE_URL} gives it
     */
    public static ApiIdentity of(URI baseUrl) {
        String scheme = String.valueOf(baseUrl.getScheme()).toLowerCase(Locale.ROOT);
        // Not getHost: Fly's _api.internal starts with an underscore.
        String authority = String.valueOf(baseUrl.getRawAuthority()).toLowerCase(Locale.ROOT);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        if (FLY_IO_HOSTS.contains(host)) {
            return FLY_IO;
        }
        String port = hasPort ? authority.substring(colon + 1) : defaultPort(scheme);
        String path = String.valueOf(baseUrl.getRawPath()).replaceAll("/+$", "");
        return new ApiIdentity(
                "%s://%s:%s%s"
                        .formatted(
                                scheme, LOOPBACK.contains(host) ? "127.0.0.1" : host, port, path));
    }

    private static String defaultPort(String scheme) {
        return scheme.equals("https") ? "443" : "80";
    }

    /** What to do so that a command speaks to this Fly. */
    String howToChoose() {
        return equals(FLY_IO) ? "unset FLY_FLAPS_BASE_URL" : "FLY_FLAPS_BASE_URL=" + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
