package dev.flysnap.notify;

import java.time.Instant;

/** One who is told. Every method throws {@link UndeliveredException}, and nothing else. */
interface Receiver {
    void started(Job job, Instant at);

    void ended(JobEnd end);

    /** For people: what it is, and nothing of its address but the host. */
    String name();

    /** Why somebody was not told. */
    final class UndeliveredException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean isPassing;

        /**
         * @param isPassing whether it may be otherwise in a moment
         */
        UndeliveredException(String why, boolean isPassing) {
            super(why);
            this.isPassing = isPassing;
        }

        boolean isPassing() {
            return isPassing;
        }
    }
}
