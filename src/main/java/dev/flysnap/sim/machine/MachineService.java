package dev.flysnap.sim.machine;

import dev.flysnap.sim.world.SimMachine;
import java.util.Optional;

/**
 * An entry of a machine's {@code services}, to which the proxy sends requests.
 *
 * @param port of the machine
 * @param autostart whether a request may start the machine
 */
public record MachineService(int port, boolean autostart) {

    /** The service that HTTP requests reach: the first. */
    public static Optional<MachineService> of(SimMachine machine) {
        return machine.config().json().objects("services").stream()
                .flatMap(service ->
                        service.number("internal_port").stream()
                                .map(port ->
                                        new MachineService(
                                                port.intValue(),
                                                service.bool("autostart").orElse(true))))
                .findFirst();
    }
}
