package dev.flysnap.contract;

/** Where the hook listens, and the headers that count. */
public final class HookPaths {
    /** What every path of the contract starts with. */
    public static final String BASE = "/flysnap/v1";

    public static final String QUIESCE = BASE + "/quiesce";
    public static final String RESUME = BASE + "/resume";
    public static final String STATUS = BASE + "/status";

    public static final String AUTHORIZATION = "Authorization";

    /** Stands before the token in the {@link #AUTHORIZATION} header. */
    public static final String BEARER = "Bearer ";

    /** Whole seconds, on a 503. */
    public static final String RETRY_AFTER = "Retry-After";

    /** The port that an agent listens on unless it is told otherwise. */
    public static final int DEFAULT_PORT = 8099;

    /** The shortest token that an agent takes, in characters. */
    public static final int MIN_TOKEN_LENGTH = 32;

    /** The longest one that anybody takes: a header is not endless. */
    public static final int MAX_TOKEN_LENGTH = 4096;

    /**
     * What a token looks like, for whoever shows it and whoever asks for it: it has to fit into a
     * header.
     */
    public static final String TOKEN_FORM =
            "[\\x21-\\x7e]{" + MIN_TOKEN_LENGTH + "," + MAX_TOKEN_LENGTH + "}";

    private HookPaths() {}
}
