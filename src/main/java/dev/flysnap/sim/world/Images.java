package dev.flysnap.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the images run that this Fly knows: there is no registry behind it.
 *
 * @param entrypoints image to its entrypoint, program and arguments
 */
public record Images(Map<String, List<String>> entrypoints) {
    public static final Images NONE = new Images(Map.of());

    public Images {
        entrypoints = Map.copyOf(entrypoints);
    }

    /**
     * What a machine runs: {@code init.exec} replaces everything, else {@code init.entrypoint} or
     * the image's own, followed by {@code init.cmd}, as Docker does it. Empty when that is nothing.
     */
    public List<String> command(MachineConfig config) {
        List<String> exec = config.init("exec");
        if (!exec.isEmpty()) {
            return exec;
        }
        List<String> entrypoint = config.init("entrypoint");
        List<String> command =
                new ArrayList<>(
                        entrypoint.isEmpty()
                                ? entrypoint(config.image()).orElse(List.of())
                                : entrypoint);
        command.addAll(config.init("cmd"));
        return List.copyOf(command);
    }

    private Optional<List<String>> entrypoint(String image) {
        if (entrypoints.containsKey(image)) {
            return Optional.ofNullable(entrypoints.get(image));
        }
        ImageRef wanted = ImageRef.parse(image);
        return entrypoints.entrySet().stream()
                .filter(it -> ImageRef.parse(it.getKey()).matches(wanted))
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
