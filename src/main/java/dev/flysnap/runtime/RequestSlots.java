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
                public void toAsk() {}

                @Override
                public void stepAside() {}

                @Override
                public void asked() {}

                @Override
                public void toLook() {}

                @Override
                public void created() {}
            };

    /** Waits until it may begin with what leads to the request: look, quiesce, ask. */
    void toAsk();

    /** It waits for somebody else before it can ask: others may ask meanwhile. */
    void stepAside();

    /** The request was answered, or failed. */
    void asked();

    /** Waits until a look at the volume's list of snapshots is worth a call. */
    void toLook();

    /** The snapshot was seen to be there. */
    void created();
}
