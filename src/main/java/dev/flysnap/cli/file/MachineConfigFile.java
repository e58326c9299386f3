package dev.flysnap.cli.file;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A machine's config in a file: alone, or inside its machine, as {@code fly machine list --json}
 * prints it.
 */
public final class MachineConfigFile {

    /**
     * @throws dev.flysnap.problem.FlysnapException if the file holds none
     */
    public static Json.Obj read(Path path) {
        String text = SmallFileReader.text(path, "--machine-config");
        try {
            Json.Obj json = singleMachine(path, JsonText.parse(text));
            Json.Obj config = json.object("config").orElse(json);
            Optional<String> image = config.text("image").filter(it -> !it.isBlank());
            if (image.isEmpty()) {
                throw problem(path, "it names no image").exception();
            }
            return config;
        } catch (MalformedJson e) {
            throw problem(path, "it is not JSON").exception(e);
        }
    }

    private static Json.Obj singleMachine(Path path, Json json) {
        return switch (json) {
            case Json.Obj object -> object;
            case Json.Arr(List<Json> items)
                    when items.size() == 1 && items.getFirst() instanceof Json.Obj only ->
                    only;
            case Json.Arr(List<Json> items) ->
                    throw problem(
                                    path,
                                    "it lists %d machines: keep only one of them"
                                            .formatted(items.size()))
                            .exception();
            default -> throw problem(path, "it is not a JSON object").exception();
        };
    }

    private static Problem problem(Path path, String why) {
        return new Problem(
                "machine-config-malformed",
                ExitCode.USAGE,
                path + " contains no machine config.",
                "A machine config is a JSON object with image, guest, mounts and so on; "
                        + why
                        + ".",
                "Save one: fly machine list --app APP --json");
    }

    private MachineConfigFile() {}
}
