package dev.flysnap.hook.check;

import java.util.List;

/**
 * The result of checking a hook: the level that it reaches, and the rules that it breaks.
 *
 * @param claims the level that its status claims
 * @param databases the names in its status
 * @param findings one for each rule, in the order in which they were checked
 */
public record HookCheckup(int claims, List<String> databases, List<HookFinding> findings) {
    public HookCheckup {
        databases = List.copyOf(databases);
        findings = List.copyOf(findings);
    }

    /** The highest level whose rules, with those of all lower levels, are kept; 0 for none. */
    public int reachedLevel() {
        int reached = 0;
        for (int level = 1; level <= Math.min(claims, 2); level++) {
            int wanted = level;
            boolean broken =
                    findings.stream().anyMatch(it -> it.level() == wanted && it.isBroken());
            if (broken) {
                return reached;
            }
            reached = level;
        }
        return reached;
    }

    public boolean isBroken() {
        return findings.stream().anyMatch(HookFinding::isBroken);
    }
}
