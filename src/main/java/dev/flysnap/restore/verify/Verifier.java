package dev.flysnap.restore.verify;

import dev.flysnap.json.JsonName;
import dev.flysnap.proof.ImageTools;
import java.util.Optional;

/**
 * What checks the data on a new volume before the app may use it.
 *
 * @param otherImage one whose entrypoint is flysnap; absent = the app's own image is booted
 * @param tools what the app's image has, as far as that is known
 * @param knownFrom who said so, for display
 */
@JsonName("verifier")
public record Verifier(
        Kind kind,
        Optional<String> otherImage,
        Optional<ImageTools> tools,
        Optional<String> knownFrom) {

    /** The kinds of verifiers. */
    public enum Kind {
        /** flysnap of the app's image. */
        FLYSNAP,
        /** flysnap's own image. */
        OTHER_IMAGE,
        /** sqlite3 of the app's image, driven by exec. */
        SQLITE3,
        /** What the app's image has is seen when it has booted. */
        UNKNOWN,
        /** Neither is there: the data cannot be verified. */
        NONE
    }

    public static Verifier ofImage(String image) {
        return new Verifier(
                Kind.OTHER_IMAGE, Optional.of(image), Optional.empty(), Optional.empty());
    }

    /** What is not known is looked at on the new machine. */
    public static Verifier unknown() {
        return new Verifier(Kind.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Of the app's image. */
    public static Verifier of(ImageTools tools, String knownFrom) {
        Kind kind =
                tools.flysnap()
                        ? Kind.FLYSNAP
                        : tools.sqlite3().isPresent() ? Kind.SQLITE3 : Kind.NONE;
        return new Verifier(kind, Optional.empty(), Optional.of(tools), Optional.of(knownFrom));
    }

    /** For the plan. */
    public String description() {
        String basis = knownFrom.map(it -> " (" + it + ")").orElse("");
        return switch (kind) {
            case FLYSNAP -> "flysnap of the app's image" + basis;
            case OTHER_IMAGE -> "flysnap of the image " + otherImage.orElse("");
            case SQLITE3 ->
                    "sqlite3 %s of the app's image, by exec; the image has no flysnap%s"
                            .formatted(tools.flatMap(ImageTools::sqlite3).orElse(""), basis);
            case UNKNOWN ->
                    "flysnap or sqlite3 of the app's image; which of them it has is not known yet. If neither: --verifier-image IMAGE, an image whose entrypoint is flysnap";
            case NONE ->
                    "NONE: the app's image has neither flysnap nor sqlite3%s. Name an image whose entrypoint is flysnap: --verifier-image IMAGE"
                            .formatted(basis);
        };
    }
}
