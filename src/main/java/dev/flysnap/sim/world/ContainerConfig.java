package dev.flysnap.sim.world;

import dev.flysnap.json.Json;
import dev.flysnap.sim.settings.ImageEntrypoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Typed access to one of {@code containers} in a machine's config. Source: fly-go, ContainerConfig.
 */
public record ContainerConfig(Json.Obj json) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    public String name() {
        return json.text("name").orElse("");
    }

    public String image() {
        return json.text("image").orElse("");
    }

    public Map<String, String> env() {
        return MachineConfig.texts(json, "env");
    }

    /** Where it mounts the machine's volume, if it does. */
    public Optional<String> mountPath() {
        return json.objects("mounts").stream().flatMap(it -> it.text("path").stream()).findFirst();
    }

    public List<String> command(ImageEntrypoints images) {
        return command(json, image(), images);
    }

    /**
     * What a container runs: {@code exec} replaces everything, else {@code entrypoint} or the
     * image's own, followed by {@code cmd}, as in Docker. Empty when neither says what.
     */
    static List<String> command(Json.Obj overrides, String image, ImageEntrypoints images) {
        List<String> exec = words(overrides, "exec");
        if (!exec.isEmpty()) {
            return exec;
        }
        List<String> entrypoint = words(overrides, "entrypoint");
        List<String> command =
                new ArrayList<>(
                        entrypoint.isEmpty()
                                ? images.entrypoint(image).orElse(List.of())
                                : entrypoint);
        command.addAll(words(overrides, "cmd"));
        return List.copyOf(command);
    }

    static List<String> words(Json.Obj json, String field) {
        List<String> words = new ArrayList<>();
        for (Json item : json.array(field)) {
            if (item instanceof Json.Str(String word)) {
                words.add(word);
            }
        }
        return words;
    }

    /**
     * Refuses what cannot be.
     *
     * @param volumes names in the machine's own mounts
     */
    void check(List<String> volumes) {
        if (!NAME.matcher(name()).matches()) {
            throw Refusal.invalid("every container needs a name of letters, digits, _ . and -");
        }
        if (image().isBlank()) {
            throw Refusal.invalid("container %s needs an image".formatted(name()));
        }
        for (Json.Obj mount : json.objects("mounts")) {
            String volume = mount.text("name").orElse("");
            if (!volumes.contains(volume)) {
                throw Refusal.invalid(
                        "container %s mounts '%s', which is not among the machine's mounts"
                                .formatted(name(), volume));
            }
            if (!mount.text("path").orElse("").startsWith("/")) {
                throw Refusal.invalid("mount path must be absolute and not /");
            }
        }
    }
}
