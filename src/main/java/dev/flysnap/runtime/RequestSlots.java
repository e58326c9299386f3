package dev.flysnap.runtime;

/**
 * How one create shares Fly's rate limits with others that run at the same time. Fly counts calls
 * about volumes per app, so creates of one app wait for each other. Source: Fly docs, Rate limits.
 */
public interface RequestSlots {
    /** For a create that runs alone: the pacer's limit is enough. */
    RequestSlots ALONE =
            new RequestSlots() {
                @Override
                public void awaitRequestSlot() {}

                @Override
                public void yieldRequestSlot() {}

                @Override
                public void requestDone() {}

                @Override
                public void awaitListSlot() {}

                @Override
                public void snapshotCreated() {}
            };

    /** Waits until this create may list, quiesce and send its request. */
    void awaitRequestSlot();

    /** This create waits for somebody else's snapshot: others may send their requests meanwhile. */
    void yieldRequestSlot();

    /** The request was answered, or failed. */
    void requestDone();

    /** Waits until listing the volume's snapshots is worth a call. */
    void awaitListSlot();

    /** The snapshot was seen to be finished. */
    void snapshotCreated();
}
