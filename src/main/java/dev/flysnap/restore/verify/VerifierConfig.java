package dev.flysnap.restore.verify;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.tags.TagKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The config with which a new machine boots first: flysnap's verifier on the new volume. No
 * services, no checks, no platform metadata, no restart: nothing can mistake it for the app.
 */
public final class VerifierConfig {
    /** Where the verdict lies in the machine: not on the volume, which the app will get. */
    public static String verdictFile(RunId run) {
        return "/tmp/flysnap-verdict-" + run + ".json";
    }

    /**
     * @param image one whose entrypoint is flysnap; absent = the app's own, with {@code flysnap} on
     *     its PATH
     * @param mount the app's, so that the volume is found where the app has it
     */
    public static Json.Obj of(
            RunId run, Json.Obj appConfig, Json.Obj mount, Optional<String> image, Checks checks) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "verifier",
                                "--on",
                                mount.text("path").orElse("/data"),
                                "--check",
                                checks.verify().name().toLowerCase(Locale.ROOT),
                                "--verdict",
                                verdictFile(run)));
        for (Expectation expectation : checks.expectations()) {
            command.add("--expect");
            command.addAll(expectation.arguments());
        }
        List<String> withFlysnap = Stream.concat(Stream.of("flysnap"), command.stream()).toList();
        Json.Obj init =
                image.isPresent()
                        ? Json.Obj.empty().with("cmd", Json.texts(command))
                        : Json.Obj.empty().with("exec", Json.texts(withFlysnap));
        Json.Obj config =
                Json.Obj.empty()
                        .withText("image", image.or(() -> appConfig.text("image")))
                        .with("init", init)
                        .with("mounts", new Json.Arr(List.of(mount)))
                        .with("restart", Json.Obj.empty().with("policy", "no"))
                        .with(
                                "metadata",
                                Json.Obj.empty()
                                        .with(TagKeys.RUN_KEY, run.value())
                                        .with(TagKeys.ROLE_KEY, "verifier"));
        Optional<Json> guest = appConfig.get("guest");
        return guest.isPresent() ? config.with("guest", guest.get()) : config;
    }

    private VerifierConfig() {}
}
