package dev.flysnap.runtime;

import java.time.Instant;
import java.util.Optional;

/**
 * How one create shares Fly's rate limits with others that run at the same time. Fly counts calls
 * about volumes by their app, so creates of one app wait for each other. Source: Fly docs, Rate
 * limits.
 */
public interface RequestSlots {
    /** For a create that runs alone: the pacer is enough. */
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
                public void snapshotCreated(Optional<Instant> sentAt) {}
            };

    /** Waits until this create may list the snapshots, quiesce and request its snapshot. */
    void awaitRequestSlot();

    /** This create has to wait for something else before its request: others go first. */
    void yieldRequestSlot();

    /** The request was answered, or failed: the next create may begin. */
    void requestDone();

    /** Waits until listing the volume's snapshots is worth a call. */
    void awaitListSlot();

    /**
     * The snapshot was seen to be created.
     *
     * @param sentAt when its request was sent, where that is known
     */
    void snapshotCreated(Optional<Instant> sentAt);
}
