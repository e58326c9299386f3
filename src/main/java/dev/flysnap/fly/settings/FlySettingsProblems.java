package dev.flysnap.fly.settings;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.net.URI;

/** The ways in which a token or an address of the Machines API cannot be used. */
final class FlySettingsProblems {
    private static final int MAX_SHOWN = 300;
    private static final String NEW_TOKEN =
            "export FLY_API_TOKEN=\"$(fly tokens create deploy --app APP)\"";
    private static final String USE_PUBLIC_URL =
            "export FLY_FLAPS_BASE_URL=" + FlySettings.PUBLIC_URL;

    static Problem noToken() {
        return new Problem(
                "fly-token-missing",
                ExitCode.NOT_AUTHORISED,
                "There is no Fly token.",
                "The API requires one.",
                NEW_TOKEN);
    }

    static Problem malformedToken() {
        return new Problem(
                "fly-token-malformed",
                ExitCode.NOT_AUTHORISED,
                "The Fly token cannot be sent.",
                "It contains spaces, line breaks or characters that no token has: probably it was pasted wrongly.",
                NEW_TOKEN);
    }

    static Problem readsOnly(String app) {
        return new Problem(
                "fly-token-reads-only",
                ExitCode.NOT_AUTHORISED,
                "The Fly token can only read.",
                "It is enough to look and for --dry-run; this command changes something.",
                NEW_TOKEN.replace("APP", app));
    }

    static Problem malformedUrl(URI baseUrl) {
        return new Problem(
                "fly-address-malformed",
                ExitCode.USAGE,
                "\"%s\" is not an address of the Machines API.".formatted(withoutUser(baseUrl)),
                "It must be an http or https URL without user, query and fragment.",
                USE_PUBLIC_URL);
    }

    static Problem insecureUrl(URI baseUrl) {
        return new Problem(
                "fly-address-insecure",
                ExitCode.USAGE,
                "The token was not sent to %s.".formatted(withoutUser(baseUrl)),
                "Plain http is only for the local machine and Fly's private network; elsewhere others could read the token.",
                USE_PUBLIC_URL);
    }

    private static String withoutUser(URI url) {
        String text = url.toString().replaceAll("//[^/]*@", "//");
        return text.substring(0, Math.min(text.length(), MAX_SHOWN));
    }

    private FlySettingsProblems() {}
}
