package dev.flysnap.contract;

import java.util.stream.Stream;

/** The hook's paths, headers and default port, and the form of its token. */
public final class HookPaths {
    /** The prefix of every path of the contract. */
    public static final String BASE = "/flysnap/v1";

    public static final String QUIESCE = BASE + "/quiesce";
    public static final String RESUME = BASE + "/resume";
    public static final String CHECK = BASE + "/check";
    public static final String STATUS = BASE + "/status";

    /** Every SQLite file on the volume; a hook need not know it. */
    public static final String FILES = BASE + "/files";

    /** Level 3: copies of the databases. */
    public static final String COPIES = BASE + "/copies";

    /** Level 3: the databases themselves, by their names. */
    public static final String DATABASES = BASE + "/databases";

    /** Level 3: puts uploaded databases in place. */
    public static final String REPLACE = BASE + "/replace";

    /** Level 3: deletes what was uploaded or set aside. */
    public static final String DISCARD = BASE + "/discard";

    /** Whether only the copy token opens this path: it can read and replace everything. */
    public static boolean isOfLevel3(String path) {
        return Stream.of(COPIES, DATABASES, REPLACE, DISCARD)
                .anyMatch(it -> path.equals(it) || path.startsWith(it + "/"));
    }

    public static final String AUTHORIZATION = "Authorization";

    /** The prefix of the token in the {@link #AUTHORIZATION} header. */
    public static final String BEARER = "Bearer ";

    /** Whole seconds, on a 503. */
    public static final String RETRY_AFTER = "Retry-After";

    /** The port that an agent listens on by default. */
    public static final int DEFAULT_PORT = 8099;

    /** In characters. */
    public static final int MIN_TOKEN_LENGTH = 32;

    /** In characters: it has to fit into a header. */
    public static final int MAX_TOKEN_LENGTH = 4096;

    /** The regular expression that every token matches, so that it can be sent in a header. */
    public static final String TOKEN_FORM =
            "[\\x21-\\x7e]{" + MIN_TOKEN_LENGTH + "," + MAX_TOKEN_LENGTH + "}";

    /**
     * The commands that make a token for both sides: Fly shows no secret again.
     *
     * @param variable where both look for it
     */
    public static String makeToken(String variable) {
        return "export %1$s=\"$(openssl rand -hex 32)\"; echo \"%1$s=$%1$s\" | fly secrets import"
                .formatted(variable);
    }

    private HookPaths() {}
}
