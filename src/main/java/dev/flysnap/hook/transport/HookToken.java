package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookPaths;
import java.util.regex.Pattern;

/** The token of a hook. Its text is a secret: only {@link #header} shows it. */
public final class HookToken {
    private static final Pattern FORM = Pattern.compile(HookPaths.TOKEN_FORM);

    private final String value;

    private HookToken(String value) {
        this.value = value;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException with exit code 12 if it is empty, shorter than
     *     32 characters, or cannot be sent in a header
     */
    public static HookToken parse(String text) {
        String bare = text.strip();
        if (bare.isEmpty()) {
            throw TransportProblems.noToken().exception();
        }
        return valid("FLYSNAP_HOOK_TOKEN", bare);
    }

    /**
     * The token of level 3.
     *
     * @throws dev.flysnap.problem.FlysnapException as for {@link #parse}
     */
    public static HookToken parseForCopies(String text) {
        String bare = text.strip();
        if (bare.isEmpty()) {
            throw TransportProblems.noCopyToken().exception();
        }
        return valid("FLYSNAP_COPY_TOKEN", bare);
    }

    private static HookToken valid(String variable, String bare) {
        if (!FORM.matcher(bare).matches()) {
            throw TransportProblems.malformedToken(variable, bare.length()).exception();
        }
        return new HookToken(bare);
    }

    /** The value of the {@code Authorization} header: a secret. */
    public String header() {
        return HookPaths.BEARER + value;
    }

    /** {@code text} with this token replaced. */
    public String redact(String text) {
        return text.replace(value, "…");
    }

    @Override
    public String toString() {
        return "hook token …";
    }
}
