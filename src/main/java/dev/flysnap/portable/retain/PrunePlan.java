package dev.flysnap.portable.retain;

import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a prune keeps and removes.
 *
 * @param notes of the copies' verifications, which go with them
 * @param orphans that are removed: old enough that nobody can be making them now
 * @param problems manifests that cannot be used; they and what they describe are left alone. After
 *     the prune also why orphans are still there, each reason once
 */
public record PrunePlan(
        List<RetentionDecision> decisions,
        VerificationNotes notes,
        List<CopyList.Orphan> orphans,
        List<Problem> problems) {
    private static final Duration ORPHANED_AFTER = Duration.ofHours(24);

    public PrunePlan {
        decisions = List.copyOf(decisions);
        orphans = List.copyOf(orphans);
        problems = List.copyOf(problems);
    }

    /**
     * Pure.
     *
     * @throws dev.flysnap.problem.FlysnapException if the policy would keep nothing
     */
    public static PrunePlan of(CopyList list, RetentionPolicy policy, Instant now) {
        if (policy.isEmpty()) {
            throw RetainProblems.emptyPolicy().exception();
        }
        Instant before = now.minus(ORPHANED_AFTER);
        List<RetentionDecision> decisions = new ArrayList<>();
        List<CopyManifest> dated = new ArrayList<>();
        for (CopyManifest copy : list.copies()) {
            if (copy.isDatedInTheFuture(now)) {
                decisions.add(new RetentionDecision(copy, List.of("dated in the future")));
            } else {
                dated.add(copy);
            }
        }
        decisions.addAll(new Retention(policy).decide(dated, list.notes()));
        return new PrunePlan(
                decisions,
                list.notes(),
                list.orphans().stream()
                        .filter(it -> it.object().modifiedAt().isBefore(before))
                        .toList(),
                list.problems());
    }

    public List<RetentionDecision> removed() {
        return decisions.stream().filter(it -> !it.isKept()).toList();
    }
}
