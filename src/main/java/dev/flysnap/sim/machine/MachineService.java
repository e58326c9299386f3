package dev.flysnap.sim.machine;

import dev.flysnap.sim.world.SimMachine;
import java.util.Optional;

/**
 * One entry of a machine's {@code services}: what the proxy may send to it.
 *
 * @param port of the machine
 * @param autostart whether a request may start the machine
 */
public record MachineService(int port, boolean autostart) {

    /** The one that a request over http reaches: the first. */
    public static Optional<MachineService> of(SimMachine machine) {
        return machine.config().json().objects("services").stream()
                .flatMap(it ->
                        it
                                .number("internal_port")
                                .map(port ->
                                        new MachineService(
                                                port.intValue(), it.bool("autostart").orElse(true)))
                                .stream())
                .findFirst();
    }
}
