package dev.flysnap.sim.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A parsed image reference. Docker's short names mean Docker Hub, {@code library} and {@code
 * latest}.
 */
public record ImageRef(
        String registry, String repository, Optional<String> tag, Optional<String> digest) {
    private static final String DOCKER_HUB = "registry-1.docker.io";

    public static ImageRef parse(String image) {
        int at = image.indexOf('@');
        Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(image.substring(at + 1));
        String name = at < 0 ? image : image.substring(0, at);
        int colon = name.lastIndexOf(':');
        Optional<String> tag = Optional.empty();
        if (colon > name.lastIndexOf('/')) {
            tag = Optional.of(name.substring(colon + 1));
            name = name.substring(0, colon);
        } else if (digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
            boolean hub = first.equals("docker.io");
            return new ImageRef(hub ? DOCKER_HUB : first, name.substring(slash + 1), tag, digest);
        }
        return new ImageRef(DOCKER_HUB, slash < 0 ? "library/" + name : name, tag, digest);
    }

    /**
     * Whether both name the same image, ignoring the digest; a reference without a tag matches any
     * tag.
     */
    public boolean matches(ImageRef other) {
        return registry.equals(other.registry)
                && repository.equals(other.repository)
                && (tag.isEmpty() || other.tag.isEmpty() || tag.equals(other.tag));
    }

    /** The digest, or a fake one derived from the name. */
    public String digestOrFake() {
        return digest.orElseGet(() -> "sha256:" + sha256(registry + "/" + repository + tag));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
