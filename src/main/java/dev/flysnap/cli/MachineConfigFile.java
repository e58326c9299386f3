package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.Optional;

/** A machine's config in a file: alone, or as the machine that {@code fly} prints. */
final class MachineConfigFile {

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none in it
     */
    static Json.Obj read(Path path) {
        String text = SmallFile.text(path, "--machine-config");
        try {
            Json.Obj json = JsonText.parseObject(text);
            Json.Obj config = json.object("config").orElse(json);
            Optional<String> image = config.text("image").filter(it -> !it.isBlank());
            if (image.isEmpty()) {
                throw problem(path, "it names no image").exception();
            }
            return config;
        } catch (MalformedJson e) {
            throw problem(path, "it is no JSON object").exception(e);
        }
    }

    private static Problem problem(Path path, String why) {
        return new Problem(
                "machine-config-malformed",
                ExitCode.USAGE,
                path + " holds no machine's config.",
                "That is a JSON object with image, guest, mounts and the like; " + why + ".",
                "Save one: fly machine status MACHINE --app APP --json");
    }

    private MachineConfigFile() {}
}
