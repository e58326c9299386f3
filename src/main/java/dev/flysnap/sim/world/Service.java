package dev.flysnap.sim.world;

import java.util.Optional;

/**
 * One entry of a machine's {@code services}: what the proxy may send to it.
 *
 * @param port of the machine
 * @param autostart whether a request may start the machine
 */
public record Service(int port, boolean autostart) {

    /** The one that a request over http reaches: the first. */
    public static Optional<Service> of(Machine machine) {
        return machine.config().json().objects("services").stream()
                .flatMap(it ->
                        it
                                .number("internal_port")
                                .map(port ->
                                        new Service(
                                                port.intValue(), it.bool("autostart").orElse(true)))
                                .stream())
                .findFirst();
    }
}
