package dev.flysnap.sim.world;

/** The behaviour of the simulated platform: not part of the state of a world. */
public record Laws(Delays delays, Switches switches, Images images) {
    public Laws withSwitches(Switches changed) {
        return new Laws(delays, changed, images);
    }
}
