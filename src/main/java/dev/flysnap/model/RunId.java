package dev.flysnap.model;

import java.util.regex.Pattern;

/** The identifier of one run of flysnap in the journal, such as {@code run_k3v9x2m7qa}. */
public record RunId(String value) {
    private static final Pattern FORM = Pattern.compile("run_[0-9a-z]{6,40}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a run
     *     id
     */
    public RunId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a run id: those look like run_k3v9x2m7qa; flysnap runs lists them"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
