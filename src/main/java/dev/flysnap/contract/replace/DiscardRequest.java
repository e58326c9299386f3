package dev.flysnap.contract.replace;

/**
 * Deletes what an attempt has brought or kept.
 *
 * @param setAside whether the old databases that it has set aside are meant; else what it has
 *     uploaded
 */
public record DiscardRequest(String attempt, boolean setAside) {
    /**
     * @throws IllegalArgumentException with a sentence for the caller, if it is no attempt
     */
    public DiscardRequest {
        UploadPart.requireAttempt(attempt);
    }
}
