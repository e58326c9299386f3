package dev.flysnap.portable.retain;

import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.proof.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Applies a policy. Pure. */
public final class Retention {
    private static final Comparator<CopyManifest> NEWEST_FIRST =
            Comparator.comparing(CopyManifest::completeUntil)
                    .thenComparing(CopyManifest::content)
                    .reversed();

    private final RetentionPolicy policy;

    public Retention(RetentionPolicy policy) {
        this.policy = policy;
    }

    /** Each history by itself, in the order of their names; newest copies first. */
    public List<RetentionDecision> decide(List<CopyManifest> copies) {
        Map<String, List<CopyManifest>> histories = new TreeMap<>();
        for (CopyManifest copy : copies) {
            histories.computeIfAbsent(copy.history(), _ -> new ArrayList<>()).add(copy);
        }
        List<RetentionDecision> decisions = new ArrayList<>();
        for (List<CopyManifest> history : histories.values()) {
            history.sort(NEWEST_FIRST);
            decisions.addAll(ofOneHistory(history));
        }
        return List.copyOf(decisions);
    }

    private List<RetentionDecision> ofOneHistory(List<CopyManifest> newestFirst) {
        CopyManifest safest = safest(newestFirst);
        Optional<Instant> since =
                policy.within().map(it -> it.before(newestFirst.getFirst().completeUntil()));
        Map<RetentionKind, Integer> left = new EnumMap<>(RetentionKind.class);
        left.putAll(policy.counts());
        Map<RetentionKind, Long> lastSpan = new EnumMap<>(RetentionKind.class);
        List<RetentionDecision> decisions = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            CopyManifest copy = newestFirst.get(i);
            List<String> reasons = new ArrayList<>();
            if (copy.equals(safest)) {
                reasons.add(copy.isChecked() ? "newest verified" : "newest");
            }
            for (Labels wanted : policy.labels()) {
                if (copy.labelsOrNone().containsAll(wanted)) {
                    reasons.add("label " + wanted);
                }
            }
            if (since.filter(copy.completeUntil()::isAfter).isPresent()) {
                reasons.add("within " + policy.within().orElseThrow());
            }
            boolean isOldest = i == newestFirst.size() - 1;
            reasons.addAll(bySpans(copy, i, isOldest, left, lastSpan));
            decisions.add(new RetentionDecision(copy, reasons));
        }
        return decisions;
    }

    /** What nobody has checked may be worth nothing. */
    private static CopyManifest safest(List<CopyManifest> newestFirst) {
        return newestFirst.stream()
                .filter(CopyManifest::isChecked)
                .findFirst()
                .orElse(newestFirst.getFirst());
    }

    /** The oldest is kept while a count is not used up, so that the history grows to its length. */
    private static List<String> bySpans(
            CopyManifest copy,
            int position,
            boolean isOldest,
            Map<RetentionKind, Integer> left,
            Map<RetentionKind, Long> lastSpan) {
        List<String> reasons = new ArrayList<>();
        for (RetentionKind kind : RetentionKind.values()) {
            int count = left.getOrDefault(kind, 0);
            long span = kind.spanOf(copy.completeUntil(), position);
            boolean isNewSpan =
                    Optional.ofNullable(lastSpan.get(kind)).filter(it -> it == span).isEmpty();
            if (count == 0 || !(isNewSpan || isOldest)) {
                continue;
            }
            reasons.add(isNewSpan ? kind.label() : "oldest " + kind.label());
            lastSpan.put(kind, span);
            left.put(kind, count == RetentionPolicy.UNLIMITED ? count : count - 1);
        }
        return reasons;
    }
}
