package dev.flysnap.sim.machine;

import dev.flysnap.sim.world.MachineConfig;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimMachine;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables of a machine. Source: Fly docs, Machine Runtime Environment. */
final class RuntimeEnvironment {

    static Map<String, String> of(SimApp app, SimMachine machine) {
        MachineConfig config = machine.config();
        SimMachine.Birth birth = machine.birth();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PRIMARY_REGION", birth.region());
        if (!config.ignoresAppSecrets()) {
            environment.putAll(app.secrets().values());
        }
        environment.putAll(config.env());
        environment.put("FLY_APP_NAME", app.name());
        environment.put("FLY_MACHINE_ID", birth.id());
        environment.put("FLY_ALLOC_ID", birth.id());
        environment.put("FLY_REGION", birth.region());
        environment.put("FLY_PRIVATE_IP", birth.privateIp());
        environment.put("FLY_IMAGE_REF", config.image());
        environment.put("FLY_MACHINE_VERSION", machine.instanceId());
        environment.put(
                "FLY_PROCESS_GROUP", config.metadata().getOrDefault("fly_process_group", "app"));
        environment.put("FLY_VM_MEMORY_MB", Integer.toString(config.memoryMb()));
        return environment;
    }

    private RuntimeEnvironment() {}
}
