package dev.flysnap.runtime;

/**
 * How one create shares the platform's limits with others that run at the same time. Fly counts
 * calls about volumes by their app, so volumes of one app wait for each other. Source: Fly docs,
 * Rate limits.
 */
public interface RequestSlots {
    /** Nobody else is there: the pacer's limit is enough. */
    RequestSlots ALONE =
            new RequestSlots() {
                @Override
                public void acquireRequestSlot() {}

                @Override
                public void yieldRequestSlot() {}

                @Override
                public void requestSent() {}

                @Override
                public void awaitListCall() {}

                @Override
                public void snapshotCreated() {}
            };

    /** Waits until it may begin with what leads to the request: look, quiesce, ask. */
    void acquireRequestSlot();

    /** It waits for somebody else before it can ask: others may ask meanwhile. */
    void yieldRequestSlot();

    /** The request was answered, or failed. */
    void requestSent();

    /** Waits until a look at the volume's list of snapshots is worth a call. */
    void awaitListCall();

    /** The snapshot was seen to be there. */
    void snapshotCreated();
}
