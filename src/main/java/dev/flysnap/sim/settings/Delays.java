package dev.flysnap.sim.settings;

import java.time.Duration;

/**
 * How long asynchronous operations take.
 *
 * @param createVolume until a volume is created, or starts to be filled
 * @param restoreVolume until a filled volume is ready, after its content was copied
 * @param extendVolume until a larger volume is ready
 * @param snapshotWaits between a snapshot's request and {@code running}
 * @param snapshotRuns between {@code running} and {@code created}
 * @param prepareMachine until a new or updated machine's image is loaded
 * @param startMachine between {@code starting} and {@code started}
 * @param suspendMachine between {@code suspending} and {@code suspended}
 * @param destroyMachine between {@code destroying} and {@code destroyed}
 * @param restartBackoff before the platform restarts a failed machine
 * @param firstCheck maximum time until the first health check of a started machine; the check's own
 *     setting may be shorter
 */
public record Delays(
        Duration createVolume,
        Duration restoreVolume,
        Duration extendVolume,
        Duration snapshotWaits,
        Duration snapshotRuns,
        Duration prepareMachine,
        Duration startMachine,
        Duration suspendMachine,
        Duration destroyMachine,
        Duration restartBackoff,
        Duration firstCheck) {

    /** Preset delays. */
    public enum Speed {
        /** No delays beyond the work itself. */
        INSTANT,
        /** Short delays: every state can be observed. */
        FAST,
        /** Delays as observed on Fly with small volumes. */
        REAL
    }

    public static Delays of(Speed speed) {
        return switch (speed) {
            case INSTANT -> ofMillis(0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 0);
            case FAST -> ofMillis(50, 100, 50, 100, 300, 50, 100, 50, 50, 200, 300);
            case REAL ->
                    ofMillis(
                            1_000, 15_000, 2_000, 3_000, 20_000, 2_000, 1_500, 1_000, 1_000, 2_000,
                            3_600_000);
        };
    }

    private static Delays ofMillis(long... ms) {
        return new Delays(
                Duration.ofMillis(ms[0]),
                Duration.ofMillis(ms[1]),
                Duration.ofMillis(ms[2]),
                Duration.ofMillis(ms[3]),
                Duration.ofMillis(ms[4]),
                Duration.ofMillis(ms[5]),
                Duration.ofMillis(ms[6]),
                Duration.ofMillis(ms[7]),
                Duration.ofMillis(ms[8]),
                Duration.ofMillis(ms[9]),
                Duration.ofMillis(ms[10]));
    }
}
