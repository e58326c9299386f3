package dev.flysnap.story;

import dev.flysnap.saga.CutPoint;

/**
 * Ends the process, as it were, at the nth point from when it is armed: a journal write or a
 * request.
 */
public final class PowerCut implements CutPoint {
    private int left = Integer.MAX_VALUE;
    private int untilHappening;
    private Runnable then = () -> {};

    /** The process is gone: nobody handles that. */
    public static final class Dark extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public void arm(int nth) {
        left = nth;
    }

    /** Something else happens at the nth point from now, once; the process lives on. */
    public void at(int nth, Runnable happening) {
        untilHappening = nth;
        then = happening;
    }

    /** Whether what was to happen has not. */
    public boolean isStillToHappen() {
        return untilHappening > 0;
    }

    public void disarm() {
        left = Integer.MAX_VALUE;
    }

    @Override
    public void passed() {
        if (untilHappening > 0) {
            untilHappening--;
            if (untilHappening == 0) {
                then.run();
            }
        }
        if (left != Integer.MAX_VALUE) {
            left--;
            if (left <= 0) {
                throw new Dark();
            }
        }
    }
}
