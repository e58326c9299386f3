package dev.flysnap.hook.check;

/**
 * One rule of the contract, held against an implementation.
 *
 * @param level the level of the contract that the rule belongs to
 * @param rule a sentence that is true of an implementation that keeps it
 * @param seen what was seen instead, or why it could not be tried
 */
public record HookFinding(int level, String rule, Outcome outcome, String seen) {

    /** Whether the rule is kept. */
    public enum Outcome {
        KEPT,
        BROKEN,
        NOT_TRIED
    }

    static HookFinding kept(int level, String rule) {
        return new HookFinding(level, rule, Outcome.KEPT, "");
    }

    static HookFinding broken(int level, String rule, String seen) {
        return new HookFinding(level, rule, Outcome.BROKEN, seen);
    }

    static HookFinding notTried(int level, String rule, String why) {
        return new HookFinding(level, rule, Outcome.NOT_TRIED, why);
    }

    public boolean isBroken() {
        return outcome == Outcome.BROKEN;
    }
}
