package dev.flysnap.restore.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether all of a machine's checks pass, those included that nobody lists. */
class ConfiguredChecksTest {
    private static final Json.Obj CONFIG =
            JsonText.parseObject(
                    """
                    {"checks":{"up":{"port":80}},
                     "services":[{"internal_port":80,"checks":[{"type":"tcp"}]}]}\
                    """);

    @Test
    void everyCheckOfTheConfigHasToBeListedAndToPass() {
        Machine.Check up = new Machine.Check("up", "passing", "");
        Machine.Check ofService = new Machine.Check("servicecheck-00-tcp-80", "passing", "");
        assertEquals(List.of(), notPassing(up, ofService));
        assertEquals(List.of("1 of 1 checks of services have not reported yet"), notPassing(up));
        assertEquals(List.of("check \"up\" has not reported yet"), notPassing(ofService));
        assertEquals(
                List.of("check \"up\" is warning (starting)"),
                notPassing(new Machine.Check("up", "warning", "starting"), ofService));
    }

    private static List<String> notPassing(Machine.Check... checks) {
        Machine machine =
                new Machine(
                        new MachineId("148e2345678901"),
                        "app",
                        MachineState.STARTED,
                        new Region("ams"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        HostStatus.OK,
                        false,
                        List.of(checks),
                        List.of());
        return ConfiguredChecks.notPassing(machine, CONFIG);
    }
}
