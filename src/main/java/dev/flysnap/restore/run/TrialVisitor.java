package dev.flysnap.restore.run;

import dev.flysnap.model.MachineId;
import dev.flysnap.restore.verify.Verdict;

/** Looks into the machine of a trial, before it is deleted. */
@FunctionalInterface
public interface TrialVisitor {
    /**
     * A failure ends the run; what it made is deleted all the same.
     *
     * @param verdict good or bad
     */
    void visit(MachineId machine, Verdict verdict);
}
