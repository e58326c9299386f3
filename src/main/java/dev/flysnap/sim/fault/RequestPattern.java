package dev.flysnap.sim.fault;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Selects requests: by method and path, such as {@code POST /v1/apps/shop/volumes}, or by the name
 * of an operation, such as {@code volumes.create}. A {@code *} stands for any text without a slash,
 * {@code **} for any text.
 */
public record RequestPattern(String value) {
    private static final int MAX_LENGTH = 300;

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is no pattern
     */
    public RequestPattern {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a request pattern: write an operation such as volumes.create, or METHOD PATH"
                            .formatted(value));
        }
    }

    /** Whether the request matches. */
    public boolean matches(String operation, String method, String path) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return glob(value).matcher(operation).matches();
        }
        String wanted = value.substring(0, space).toUpperCase(Locale.ROOT);
        return (wanted.equals("*") || wanted.equals(method))
                && glob(value.substring(space + 1).strip()).matcher(path).matches();
    }

    private static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '*') {
                regex.append(Pattern.quote(String.valueOf(c)));
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else {
                regex.append("[^/]*");
            }
        }
        return Pattern.compile(regex.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
