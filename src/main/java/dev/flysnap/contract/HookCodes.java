package dev.flysnap.contract;

/** The values of {@code error.code} in a hook's answer. Scripts rely on them: they never change. */
public final class HookCodes {
    /** 400: the request does not match the contract. */
    public static final String BAD_REQUEST = "bad-request";

    /** 400: a longer hold than the hook's own ceiling. */
    public static final String HOLD_TOO_LONG = "hold-too-long";

    /** 401: no token, or a wrong one. */
    public static final String UNAUTHORISED = "unauthorised";

    /** 403: the hook was not told a copy token, so it neither gives nor takes databases. */
    public static final String COPIES_OFF = "copies-off";

    /** 404: no database of that name. */
    public static final String DATABASE_UNKNOWN = "database-unknown";

    /** 404: a copy that was never made, or is not there any more. */
    public static final String COPY_UNKNOWN = "copy-unknown";

    /** 404: a lease that was never given, or is no longer remembered. */
    public static final String LEASE_UNKNOWN = "lease-unknown";

    /** 404: a path that the hook does not have. */
    public static final String NO_SUCH_PATH = "no-such-path";

    /** 405: the path exists, but not for this method. */
    public static final String METHOD_NOT_ALLOWED = "method-not-allowed";

    /** 409: another attempt holds writers off, or is about to. */
    public static final String LEASE_ACTIVE = "lease-active";

    /** 409: another attempt's check goes on; there is one at a time. */
    public static final String CHECK_ACTIVE = "check-active";

    /** 409: another attempt uploads or replaces databases. */
    public static final String REPLACE_ACTIVE = "replace-active";

    /** 409: the hook did not start the app, so it cannot stop it. */
    public static final String APP_NOT_SUPERVISED = "app-not-supervised";

    /** 409: nothing was uploaded, or set aside, for a database of this attempt. */
    public static final String UPLOAD_MISSING = "upload-missing";

    /** 409: what has arrived is not what was sent. */
    public static final String UPLOAD_DAMAGED = "upload-damaged";

    /** 409: the new database has another application_id or user_version. */
    public static final String DATABASE_DIFFERS = "database-differs";

    /** 409: the new database did not pass its check. */
    public static final String DATABASE_BAD = "database-bad";

    /** 409: another program has the database open. */
    public static final String DATABASE_IN_USE = "database-in-use";

    /** 409: another attempt's copy is being made or read; there is one at a time. */
    public static final String COPY_ACTIVE = "copy-active";

    /** 409: the copy is still being made. */
    public static final String COPY_NOT_READY = "copy-not-ready";

    /** 410: the lease had expired; {@code intact} is false. */
    public static final String LEASE_LAPSED = "lease-lapsed";

    /** 410: a database was written to in spite of the hold; {@code intact} is false. */
    public static final String HOLD_BROKEN = "hold-broken";

    /** 410: this attempt's hold is over; use a new attempt. */
    public static final String ATTEMPT_OVER = "attempt-over";

    /** 413: the body is larger than any message of the contract. */
    public static final String BODY_TOO_LARGE = "body-too-large";

    /** 503: the database stayed busy for the whole waiting time. */
    public static final String DATABASE_BUSY = "database-busy";

    /** 503: writers fill the WAL faster than it can be copied. */
    public static final String WAL_TOO_LARGE = "wal-too-large";

    /** 503: the database's file does not exist (yet). */
    public static final String DATABASE_MISSING = "database-absent";

    /** 500: the file that the hook was given is no SQLite database, or an encrypted one. */
    public static final String NOT_A_DATABASE = "not-a-database";

    /**
     * 503: the quiesce of this attempt is still running; send the same attempt again. Times in its
     * answer count from that later request.
     */
    public static final String STILL_QUIESCING = "still-at-work";

    /** 503: databases are being replaced. */
    public static final String REPLACING = "replacing";

    /** 500: a replacement failed, and the old databases could not be put back: the app is down. */
    public static final String NOT_TAKEN_BACK = "replacement-not-taken-back";

    /** 507: there is no room for the new database beside the old one. */
    public static final String DISK_FULL = "disk-full";

    /** 503: more requests wait than the hook has room for. */
    public static final String OVERLOADED = "overloaded";

    /** 503: the hook is shutting down. */
    public static final String STOPPING = "stopping";

    /** 500: anything else. */
    public static final String FAILED = "failed";

    private HookCodes() {}
}
