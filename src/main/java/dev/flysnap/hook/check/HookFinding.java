package dev.flysnap.hook.check;

/**
 * The result of checking one rule of the contract.
 *
 * @param level of the contract that the rule belongs to
 * @param rule a sentence that is true of a hook that keeps it
 * @param seen what was seen instead, or why it was not checked
 */
public record HookFinding(int level, String rule, Outcome outcome, String seen) {

    /** Whether the rule is kept. */
    public enum Outcome {
        KEPT,
        BROKEN,
        NOT_TRIED
    }

    public boolean isBroken() {
        return outcome == Outcome.BROKEN;
    }
}
