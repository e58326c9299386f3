package dev.flysnap.hook.check;

import java.util.List;

/**
 * What an implementation of the hook reaches, and what it breaks.
 *
 * @param claims the level that it says it has
 * @param databases the names of those that it has, as its status says
 * @param findings each rule, in the order in which they were tried
 */
public record HookCheckup(int claims, List<String> databases, List<HookFinding> findings) {
    public HookCheckup {
        databases = List.copyOf(databases);
        findings = List.copyOf(findings);
    }

    /** The level whose rules, and those of all below, are kept; 0 when not even the first is. */
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
