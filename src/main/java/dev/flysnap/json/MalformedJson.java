package dev.flysnap.json;

import org.jspecify.annotations.Nullable;

/**
 * A text is not the JSON that it should be. The message says what is wrong, and where as far as it
 * is known.
 */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
