package dev.flysnap.sim.world;

/** A request that the platform refuses; the world is unchanged. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int httpStatus;
    private final String status;

    /**
     * @param httpStatus of the answer
     * @param status the word in the answer's {@code status} field, such as {@code name_taken};
     *     empty = it has no such field
     * @param error the text in its {@code error} field
     */
    public Refusal(int httpStatus, String status, String error) {
        super(error, null, false, false);
        this.httpStatus = httpStatus;
        this.status = status;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String status() {
        return status;
    }

    /** The text of the answer. */
    public String error() {
        return String.valueOf(getMessage());
    }

    public static Refusal invalid(String why) {
        return new Refusal(400, "unknown", "invalid_argument: " + why);
    }

    public static Refusal precondition(String why) {
        return new Refusal(412, "unknown", "failed_precondition: " + why);
    }

    public static Refusal notFound(String what) {
        return new Refusal(404, "unknown", what + " not found");
    }

    public static Refusal conflict(String why) {
        return new Refusal(409, "unknown", why);
    }

    public static Refusal forbidden(String why) {
        return new Refusal(403, "unknown", why);
    }

    public static Refusal deadline(String why) {
        return new Refusal(408, "unknown", "deadline_exceeded: " + why);
    }
}
