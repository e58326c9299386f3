package dev.flysnap.portable.retain;

import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.proof.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    public List<RetentionDecision> decide(List<CopyManifest> copies, VerificationNotes notes) {
        Map<String, List<CopyManifest>> histories = new TreeMap<>();
        for (CopyManifest copy : copies) {
            histories.computeIfAbsent(copy.history(), _ -> new ArrayList<>()).add(copy);
        }
        List<RetentionDecision> decisions = new ArrayList<>();
        for (List<CopyManifest> history : histories.values()) {
            history.sort(NEWEST_FIRST);
            decisions.addAll(ofOneHistory(history, notes));
        }
        return List.copyOf(decisions);
    }

    /**
     * Those that are not known to be damaged by themselves, so that none of them goes for one that
     * is. A damaged one stays as long as if it were not known: its rows may still be there.
     */
    private List<RetentionDecision> ofOneHistory(
            List<CopyManifest> newestFirst, VerificationNotes notes) {
        Map<CopyManifest, String> safest = safest(newestFirst, notes);
        Map<CopyManifest, List<String>> byRules = byRules(newestFirst);
        byRules.putAll(
                byRules(newestFirst.stream().filter(it -> !noted(it, notes, false)).toList()));
        return newestFirst.stream()
                .map(it ->
                        new RetentionDecision(
                                it,
                                Stream.concat(
                                                Stream.ofNullable(safest.get(it)),
                                                byRules.getOrDefault(it, List.of()).stream())
                                        .toList()))
                .toList();
    }

    private Map<CopyManifest, List<String>> byRules(List<CopyManifest> newestFirst) {
        Optional<Instant> since =
                newestFirst.stream()
                        .findFirst()
                        .flatMap(newest ->
                                policy.within().map(it -> it.before(newest.completeUntil())));
        Map<RetentionKind, Integer> left = new EnumMap<>(RetentionKind.class);
        left.putAll(policy.counts());
        Map<RetentionKind, Long> lastSpan = new EnumMap<>(RetentionKind.class);
        Map<CopyManifest, List<String>> byRules = new HashMap<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            CopyManifest copy = newestFirst.get(i);
            List<String> reasons = new ArrayList<>();
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
            byRules.put(copy, reasons);
        }
        return byRules;
    }

    /**
     * What is never removed, and why: the newest one that was read back and found good; and the
     * newest that was checked before it was kept, unless it was found bad since. What nobody has
     * checked may be worth nothing.
     */
    private static Map<CopyManifest, String> safest(
            List<CopyManifest> newestFirst, VerificationNotes notes) {
        Map<CopyManifest, String> safest = new HashMap<>();
        newestFirst.stream()
                .filter(it -> noted(it, notes, true))
                .findFirst()
                .ifPresent(it -> safest.put(it, "newest verified"));
        newestFirst.stream()
                .filter(it -> it.isChecked() && !noted(it, notes, false))
                .findFirst()
                .ifPresent(it -> safest.putIfAbsent(it, "newest checked"));
        if (safest.isEmpty()) {
            safest.put(newestFirst.getFirst(), "newest");
        }
        return safest;
    }

    private static boolean noted(CopyManifest copy, VerificationNotes notes, boolean isGood) {
        return notes.of(copy.content()).filter(it -> it.isGood() == isGood).isPresent();
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
