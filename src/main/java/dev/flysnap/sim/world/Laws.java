package dev.flysnap.sim.world;

/** How this Fly is set: what a world does not change by itself. */
public record Laws(Delays delays, Switches switches, Images images) {
    public Laws withSwitches(Switches changed) {
        return new Laws(delays, changed, images);
    }
}
