package dev.flysnap.sim.settings;

/** The behaviour of the simulated platform: not part of the state of a world. */
public record SimRules(Delays delays, Switches switches, ImageEntrypoints images) {
    public SimRules withSwitches(Switches changed) {
        return new SimRules(delays, changed, images);
    }
}
