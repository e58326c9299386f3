package dev.flysnap.restore.request;

import java.util.regex.Pattern;

/** Which image the new machine gets. */
public sealed interface ImageChoice {
    /** The one that ran when the snapshot was taken: it fits the data. */
    record OfSnapshot() implements ImageChoice {}

    /** The one that runs now. */
    record Current() implements ImageChoice {}

    /** That one, such as {@code registry.fly.io/shop:deployment-01H}. */
    record Named(String reference) implements ImageChoice {
        private static final Pattern FORM =
                Pattern.compile(
                        "[a-z0-9][a-zA-Z0-9._/-]{0,250}(?::[0-9]+/[a-zA-Z0-9._/-]+)?(?::[\\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?");

        public Named {
            if (!FORM.matcher(reference).matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is no image: those look like registry.fly.io/shop:deployment-01H"
                                .formatted(reference));
            }
        }
    }

    /**
     * Reads {@code snapshot}, {@code current}, or an image's name.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it is none
     */
    static ImageChoice parse(String text) {
        return switch (text) {
            case "snapshot" -> new OfSnapshot();
            case "current" -> new Current();
            default -> new Named(text);
        };
    }
}
