package dev.flysnap.restore.verify;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.tags.TagKeys;
import java.util.Optional;

/**
 * The config with which the app runs in a drill: as it is, with its secrets, but without services,
 * a schedule, a restart and the platform's metadata, so that it gets no traffic and nothing takes
 * it for the app. Pure.
 */
public final class TrialApp {
    /**
     * Its role. It does not end by itself as a verifier does: what was left of it is deleted while
     * it runs.
     */
    public static final String ROLE = "trial-app";

    public static Json.Obj config(RunId run, Json.Obj appConfig) {
        return appConfig
                .without("services")
                .without("schedule")
                .without("standbys")
                .with("checks", checks(appConfig))
                .with("restart", Json.Obj.empty().with("policy", "no"))
                .with(
                        "metadata",
                        Json.Obj.empty()
                                .with(TagKeys.RUN_KEY, run.value())
                                .with(TagKeys.ROLE_KEY, ROLE));
    }

    /** Its own, and those of its services, which would go with them. */
    private static Json.Obj checks(Json.Obj appConfig) {
        Json.Obj all = appConfig.object("checks").orElse(Json.Obj.empty());
        int number = 0;
        for (Json.Obj service : appConfig.objects("services")) {
            Optional<Json> port = service.get("internal_port");
            for (Json.Obj check : service.objects("checks")) {
                all =
                        all.with(
                                "flysnap-service-" + ++number,
                                check.get("port").isEmpty() && port.isPresent()
                                        ? check.with("port", port.get())
                                        : check);
            }
        }
        return all;
    }

    private TrialApp() {}
}
