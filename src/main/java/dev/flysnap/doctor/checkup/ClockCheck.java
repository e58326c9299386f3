package dev.flysnap.doctor.checkup;

import java.time.Duration;
import java.util.Optional;

/** Whether this computer's clock agrees with Fly's: ages, leases and holds are measured by it. */
public final class ClockCheck {
    private static final String CHECK = "clock";
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    /**
     * @param ahead how far this computer is ahead of Fly, negative if it is behind; absent where
     *     Fly has not answered
     */
    public static Optional<Finding> of(Optional<Duration> ahead) {
        return ahead.map(it ->
                it.abs().compareTo(TOLERATED) > 0
                        ? Finding.wrong(
                                CHECK,
                                "%d s %s Fly's: ages of snapshots and limits of leases are wrong by as much"
                                        .formatted(
                                                it.abs().toSeconds(),
                                                it.isNegative() ? "behind" : "ahead of"),
                                "set this computer's clock, with NTP: timedatectl set-ntp true")
                        : Finding.fine(CHECK, "agrees with Fly's"));
    }

    private ClockCheck() {}
}
