package dev.flysnap.problem;

/** The exit codes. The numbers are part of the interface and never change. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    /** Some of several targets failed. */
    PARTLY_DONE(3),
    /** An operator has to act; the message names the command. */
    NEEDS_OPERATOR(10),
    /** Another run holds the volume or the app. */
    LOCKED(11),
    NOT_AUTHORISED(12),
    /** A check, a grade or a budget was not met. */
    CHECK_NOT_MET(13),
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
