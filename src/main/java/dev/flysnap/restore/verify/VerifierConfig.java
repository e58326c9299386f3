package dev.flysnap.restore.verify;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.tags.TagKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The config with which a new machine boots first: flysnap's verifier on the new volume. No
 * services, no checks, no platform metadata, no restart: nothing can mistake it for the app.
 */
public final class VerifierConfig {
    /**
     * After that the machine ends by itself, whatever became of the run that made it. Enough for
     * the largest volume to be filled and checked.
     */
    public static final Duration LIFETIME = Duration.ofHours(24);

    /** Where the verdict lies in the machine: not on the volume, which the app will get. */
    public static String verdictFile(RunId run) {
        return "/tmp/flysnap-verdict-" + run + ".json";
    }

    /**
     * @param verifier what checks the volume
     * @param mount the app's, so that the volume is found where the app has it
     */
    public static Json.Obj of(
            RunId run, Json.Obj appConfig, Json.Obj mount, Verifier verifier, Checks checks) {
        return of(run, appConfig, mount, verifier, init(run, mount, verifier, checks));
    }

    /** The same, but nothing is verified until it is told to: the volume is empty at first. */
    public static Json.Obj idle(RunId run, Json.Obj appConfig, Json.Obj mount, Verifier verifier) {
        return of(run, appConfig, mount, verifier, idle(run));
    }

    private static Json.Obj of(
            RunId run, Json.Obj appConfig, Json.Obj mount, Verifier verifier, Json.Obj init) {
        Json.Obj config =
                Json.Obj.empty()
                        .withText("image", verifier.otherImage().or(() -> appConfig.text("image")))
                        .with("init", init)
                        .with("mounts", new Json.Arr(List.of(mount)))
                        .with("restart", Json.Obj.empty().with("policy", "no"))
                        .with(
                                "metadata",
                                Json.Obj.empty()
                                        .with(TagKeys.RUN_KEY, run.value())
                                        .with(TagKeys.ROLE_KEY, "verifier"));
        // The app's own image may have its programs where only the app's PATH finds them.
        Optional<String> path =
                appConfig
                        .object("env")
                        .flatMap(it -> it.text("PATH"))
                        .filter(_ -> verifier.otherImage().isEmpty());
        Json.Obj withPath =
                path.isPresent()
                        ? config.with("env", Json.Obj.empty().with("PATH", path.get()))
                        : config;
        Optional<Json> guest = appConfig.get("guest");
        return guest.isPresent() ? withPath.with("guest", guest.get()) : withPath;
    }

    /**
     * The same without the app's secrets. Source: Machines API, {@code
     * processes[].ignore_app_secrets}; the process is the one of {@code init}, whichever the
     * platform takes.
     */
    public static Json.Obj withoutAppSecrets(Json.Obj verifierConfig) {
        Json.Obj process =
                verifierConfig
                        .object("init")
                        .orElse(Json.Obj.empty())
                        .with("ignore_app_secrets", true);
        return verifierConfig.with("processes", new Json.Arr(List.of(process)));
    }

    private static Json.Obj init(RunId run, Json.Obj mount, Verifier verifier, Checks checks) {
        List<String> arguments = arguments(run, mount.text("path").orElse("/data"), checks);
        return switch (verifier.kind()) {
            case OTHER_IMAGE -> Json.Obj.empty().with("cmd", Json.texts(arguments));
            case FLYSNAP ->
                    Json.Obj.empty()
                            .with(
                                    "exec",
                                    Json.texts(
                                            Stream.concat(Stream.of("flysnap"), arguments.stream())
                                                    .toList()));
            case SQLITE3, UNKNOWN, NONE -> idle(run);
        };
    }

    private static Json.Obj idle(RunId run) {
        return Json.Obj.empty().with("exec", Json.texts(IdleCommand.of(run)));
    }

    /** Of {@code flysnap}. */
    public static List<String> arguments(RunId run, String mountPath, Checks checks) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "verifier",
                                "--on",
                                mountPath,
                                "--check",
                                checks.verify().word(),
                                "--verdict",
                                verdictFile(run)));
        for (Expectation expectation : checks.expectations()) {
            arguments.add("--expect");
            arguments.addAll(expectation.arguments());
        }
        return List.copyOf(arguments);
    }

    private VerifierConfig() {}
}
