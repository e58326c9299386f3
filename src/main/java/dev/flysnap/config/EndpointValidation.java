package dev.flysnap.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates addresses that secrets are sent to, and tokens. No message repeats the input in full.
 */
final class EndpointValidation {
    // Not URI's own idea of a host: Fly's _api.internal starts with an underscore.
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::\\d{1,5})?");
    private static final Pattern PRIVATE_HOST =
            Pattern.compile(
                    "localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[fdaa:.*]|.+\\.internal|.+\\.flycast|fly-local-6pn");
    private static final Pattern TOKEN = Pattern.compile("[\\x20-\\x7e]{1,16384}");
    private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final int MAX_URL_LENGTH = 2000;

    /** A base URL of Fly's API, without a slash at the end. */
    static URI api(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        Matcher parts = AUTHORITY.matcher(authority);
        boolean plain = scheme.equalsIgnoreCase("http");
        if (!parts.matches()
                || !(plain || scheme.equalsIgnoreCase("https"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "should be a plain URL such as https://api.machines.dev, without user, query or fragment");
        }
        String host = parts.group("host").toLowerCase(Locale.ROOT);
        if (plain && !PRIVATE_HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "would send the token to %s in the clear: use https there".formatted(host));
        }
        return URI.create(text.replaceAll("/+$", ""));
    }

    /** The name of a container, which a command line and JSON can carry. */
    static String container(String text) {
        if (!CONTAINER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "should be the name of a container: letters, digits, _ . and -");
        }
        return text;
    }

    /** A hook: its URL is only complete once the machine is known. */
    static String hook(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean url = lower.startsWith("http://") || lower.startsWith("https://");
        if (!(url || isExec(text)) || text.length() > MAX_URL_LENGTH) {
            throw new IllegalArgumentException(
                    "should be a URL such as http://{private_ip}:8099, or the word exec");
        }
        return url ? text : lower;
    }

    static boolean isExec(String hook) {
        return hook.equalsIgnoreCase("exec");
    }

    static String token(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "holds characters that no token has: was it copied in full, without line breaks?");
        }
        return text;
    }

    private EndpointValidation() {}
}
