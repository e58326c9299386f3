package dev.flysnap.sim.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entrypoints of known images: the simulator has no registry.
 *
 * @param entrypoints image to its entrypoint, program and arguments
 */
public record ImageEntrypoints(Map<String, List<String>> entrypoints) {
    public static final ImageEntrypoints NONE = new ImageEntrypoints(Map.of());

    public ImageEntrypoints {
        entrypoints = Map.copyOf(entrypoints);
    }

    /** The entrypoint of an image; one named without a tag or digest matches any. */
    public Optional<List<String>> entrypoint(String image) {
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
