package dev.flysnap.fly.settings;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The address of the Machines API, and how to call it.
 *
 * @param baseUrl without {@code /v1}; plain http only to the local machine and to {@code
 *     _api.internal}
 * @param userAgent such as {@code flysnap/0.1.0}
 * @param connectTimeout limit for making a connection
 * @param callTimeout limit for a whole call, from name lookup to the answer's last byte; wait and
 *     exec get their own timeout in addition
 */
public record FlySettings(
        URI baseUrl,
        FlyToken token,
        String userAgent,
        Duration connectTimeout,
        Duration callTimeout) {

    /** The API on the internet. Source: Fly docs. */
    public static final URI PUBLIC_URL = URI.create("https://api.machines.dev");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|::1");
    private static final String PRIVATE_HOST = "_api.internal";

    /**
     * @throws dev.flysnap.problem.FlysnapException if {@code baseUrl} is not an http(s) URL, or a
     *     plain http one that would send the token over a network that others can read
     */
    public FlySettings {
        HttpUrl url = HttpUrl.parse(baseUrl.toString());
        if (url == null
                || !url.username().isEmpty()
                || url.query() != null
                || url.fragment() != null) {
            throw FlySettingsProblems.malformedUrl(baseUrl).exception();
        }
        if (!url.isHttps()
                && !LOOPBACK.matcher(url.host()).matches()
                && !url.host().equals(PRIVATE_HOST)) {
            throw FlySettingsProblems.insecureUrl(baseUrl).exception();
        }
    }

    /** With time limits for the real API: 10 s to connect, 30 s for a call. */
    public static FlySettings of(URI baseUrl, FlyToken token, String userAgent) {
        return new FlySettings(
                baseUrl, token, userAgent, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }
}
