package dev.flysnap.schedule;

import dev.flysnap.json.Json;
import dev.flysnap.model.VolumeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The config of a scheduled machine. Pure. */
final class ScheduleMachine {
    static final String END_OF_OPTIONS = "--";

    /** Where the volume is mounted. */
    private static final String STATE = "/state";

    /** How long a run has to let writers go. */
    private static final String STOP_TIMEOUT = "60s";

    /**
     * The config with all that the schedule needs, and nothing else changed.
     *
     * @param now empty for a new machine
     */
    static Json.Obj config(
            Json.Obj now, ScheduleRequest request, String image, Optional<VolumeId> volume) {
        Json.Obj config =
                now.with("image", image)
                        .with("init", init(now, request))
                        .with("env", Json.texts(environment(request, volume)))
                        .with("schedule", request.every().word())
                        // A run that failed is told of; Fly repeats it at its next time.
                        .with("restart", Json.Obj.empty().with("policy", "no"))
                        .with("guest", guest(request))
                        .with(
                                "stop_config",
                                Json.Obj.empty()
                                        .with("signal", "SIGTERM")
                                        .with("timeout", STOP_TIMEOUT))
                        .with(
                                "metadata",
                                Json.Obj.empty()
                                        .with(InstalledSchedule.KEY, request.name().value()));
        if (volume.isPresent()) {
            config =
                    config.with(
                            "mounts",
                            new Json.Arr(
                                    List.of(
                                            Json.Obj.empty()
                                                    .with("volume", volume.get().value())
                                                    .with("path", STATE))));
        }
        return request.files().isEmpty()
                ? config.without("files")
                : config.with("files", files(request));
    }

    /** The config of a machine that runs now, whatever ran before. */
    static Json.Obj running(Json.Obj now, RunNow wish) {
        Json.Obj environment = now.object("env").orElse(Json.Obj.empty());
        return now.with("env", environment.with(RunNow.VARIABLE, wish.text()));
    }

    private static Json.Obj init(Json.Obj now, ScheduleRequest request) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "schedule",
                                "run",
                                "--every",
                                request.every().word(),
                                "--name",
                                request.name().value(),
                                END_OF_OPTIONS));
        words.addAll(request.command());
        return now.object("init").orElse(Json.Obj.empty()).with("cmd", Json.texts(words));
    }

    private static Map<String, String> environment(
            ScheduleRequest request, Optional<VolumeId> volume) {
        Map<String, String> environment = new LinkedHashMap<>(request.environment());
        volume.ifPresent(_ -> environment.put("FLYSNAP_STATE_DIR", STATE));
        return environment;
    }

    private static Json.Obj guest(ScheduleRequest request) {
        return Json.Obj.empty()
                .with("cpu_kind", "shared")
                .with("cpus", 1)
                .with("memory_mb", request.memoryMb());
    }

    private static Json.Arr files(ScheduleRequest request) {
        List<Json> files = new ArrayList<>();
        request.files()
                .forEach((path, secret) ->
                        files.add(
                                Json.Obj.empty()
                                        .with("guest_path", path)
                                        .with("secret_name", secret)));
        return new Json.Arr(files);
    }

    private ScheduleMachine() {}
}
