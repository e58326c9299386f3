package dev.flysnap.drill;

import java.time.Duration;

/**
 * One step of a drill, as the journal has it.
 *
 * @param after since the drill began
 * @param took until it was done
 */
public record DrillStep(Phase phase, Duration after, Duration took) {
    /** What is done in it. */
    public enum Phase {
        VOLUME("volume from the source"),
        MACHINE("machine started"),
        TRANSFER("copies brought"),
        CHECK("data checked"),
        APP("app started"),
        REMOVAL("everything removed");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
