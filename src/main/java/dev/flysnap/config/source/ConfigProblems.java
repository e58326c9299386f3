package dev.flysnap.config.source;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.Optional;

/** Problems of missing or invalid configuration. */
public final class ConfigProblems {
    static Problem invalid(ExitCode exit, int count, List<String> sentences) {
        String what =
                count == 1
                        ? sentences.getFirst()
                        : "The configuration has %d errors:\n  - %s"
                                .formatted(count, String.join("\n  - ", sentences));
        return new Problem(
                "config-invalid",
                exit,
                what,
                "Nothing was done: all settings are read before anything else.",
                "Correct what is named there and run the same command again.");
    }

    public static Problem noApp() {
        return new Problem(
                "app-not-given",
                ExitCode.USAGE,
                "No app is named.",
                "Neither --app nor FLY_APP is set, and neither flysnap.toml nor fly.toml in this folder names one.",
                "Name it: --app my-shop");
    }

    public static Problem unusableApp(String sentence) {
        return new Problem(
                "app-not-given",
                ExitCode.USAGE,
                "No app is named.",
                "The only name is none: %s.".formatted(sentence),
                "Name it: --app my-shop");
    }

    public static Problem noToken(Optional<AppName> app) {
        return new Problem(
                "token-missing",
                ExitCode.NOT_AUTHORISED,
                "There is no token for Fly's API.",
                "None is in FLY_API_TOKEN, FLY_ACCESS_TOKEN or fly's login file ~/.fly/config.yml.",
                "export FLY_API_TOKEN=\"$(fly tokens create deploy --app %s)\""
                        .formatted(app.map(AppName::value).orElse("my-shop")));
    }

    private ConfigProblems() {}
}
