package dev.flysnap.story;

import dev.flysnap.saga.CutPoint;

/**
 * Ends the process, as it were, at the nth point from when it is armed: a journal write or a
 * request.
 */
public final class PowerCut implements CutPoint {
    private int left = Integer.MAX_VALUE;

    /** The process is gone: nobody handles that. */
    public static final class Dark extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public void arm(int nth) {
        left = nth;
    }

    public void disarm() {
        left = Integer.MAX_VALUE;
    }

    @Override
    public void passed() {
        if (left != Integer.MAX_VALUE) {
            left--;
            if (left <= 0) {
                throw new Dark();
            }
        }
    }
}
