package dev.flysnap.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.proof.VolumePaths.Location;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumePathsTest {
    @Test
    void aContainerMayMountTheVolumeSomewhereElse() {
        Machine machine =
                new Machine(
                        new MachineId("1857156b526dd8"),
                        "first",
                        MachineState.STARTED,
                        new Region("ams"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(
                                JsonText.parseObject(
                                        """
                                        {"mounts":[{"volume":"vol_4qk5xqz7y1mj8w2r","name":"data","path":"/data"}],
                                        "containers":[{"name":"proxy"},
                                        {"name":"web","mounts":[{"name":"data","path":"/inside"}]}]}
                                        """)),
                        Optional.empty(),
                        Optional.empty(),
                        HostStatus.OK,
                        false,
                        List.of(),
                        List.of());
        VolumePaths paths = VolumePaths.of(machine);
        assertEquals(Location.ON, paths.of("/data/app.db"));
        assertEquals(Location.ON, paths.of("/inside/app.db"));
        assertEquals(Location.OFF, paths.of("/tmp/app.db"));
    }
}
