package dev.flysnap.restore.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When two references are one image. */
class ImageSelectorTest {
    private static final String TAG = "registry.fly.io/shop:1";
    private static final String ONE = "@sha256:" + "1".repeat(64);
    private static final String TWO = "@sha256:" + "2".repeat(64);

    @Test
    void aDigestTellsMoreThanATagAndATagAloneTellsLittle() {
        assertDiffer(false, TAG, TAG);
        assertDiffer(true, TAG, "registry.fly.io/shop:2");
        assertDiffer(false, TAG + ONE, "registry.fly.io/shop:2" + ONE);
        assertDiffer(true, TAG + ONE, TAG + TWO);
        assertDiffer(true, TAG, TAG + ONE);
        assertDiffer(true, TAG + ONE, TAG);
    }

    private static void assertDiffer(boolean differ, String one, String other) {
        assertEquals(
                differ,
                new ImageSelector.Candidates(Optional.of(one), Optional.of(other)).differ(),
                one + " and " + other);
    }
}
