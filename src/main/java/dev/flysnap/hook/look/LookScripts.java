package dev.flysnap.hook.look;

import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.model.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The scripts of this package, and where in a machine they run. */
final class LookScripts {
    /** The script of that name, behind what each of them knows of Litestream. */
    static String with(String name) {
        return read("litestream.sh") + "\n" + read(name);
    }

    private static String read(String name) {
        try (InputStream in = Objects.requireNonNull(LookScripts.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The container that is looked into; empty on a machine without containers.
     *
     * @param container where the database is; else the only one that mounts the volume
     */
    static Optional<ContainerName> containerOf(Machine machine, Optional<ContainerName> container) {
        return machine.containers().isEmpty()
                ? Optional.empty()
                : container.or(() -> only(machine));
    }

    /** The only container that mounts the volume. */
    private static Optional<ContainerName> only(Machine machine) {
        List<Machine.Container> mounting =
                machine.containers().stream().filter(Machine.Container::mountsVolume).toList();
        return mounting.size() == 1
                ? Optional.of(new ContainerName(mounting.getFirst().name()))
                : Optional.empty();
    }

    private LookScripts() {}
}
