package dev.flysnap.portable.retain;

import dev.flysnap.portable.manifest.CopyManifest;
import java.util.List;

/**
 * Whether a copy is kept.
 *
 * @param reasons why it is kept; none = it is removed
 */
public record RetentionDecision(CopyManifest copy, List<String> reasons) {
    public RetentionDecision {
        reasons = List.copyOf(reasons);
    }

    public boolean isKept() {
        return !reasons.isEmpty();
    }
}
