package dev.flysnap.restore.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Plans;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of an app's machines a cutover would replace. */
class ServingMachinesTest {
    private static final String APP = "\"fly_process_group\":\"app\"";
    private static final VolumeId OTHER = new VolumeId("vol_other");
    private static final List<Volume> VOLUMES =
            List.of(Plans.volume(Plans.SOURCE, 1), Plans.volume(OTHER, 1));

    private static ServingMachines among(
            Map<MachineId, MachineId> successors, Machine... machines) {
        return ServingMachines.find(
                Plans.SOURCE,
                Plans.DATA,
                List.of(machines),
                VOLUMES,
                () -> FormerMachines.of(new AppName("shop"), List.of()),
                successors);
    }

    private static List<String> candidates(ServingMachines serving) {
        return serving.candidates().stream().map(it -> it.id().value()).toList();
    }

    @Test
    void theOneThatMountsTheSourceVolumeAndOthersAreBesideIt() {
        ServingMachines serving =
                among(
                        Map.of(),
                        Plans.machine("machinea", "started", Plans.SOURCE, APP),
                        Plans.machine("machineb", "started", OTHER, APP));
        assertEquals(List.of("machinea"), candidates(serving));
        assertEquals(List.of(new MachineId("machineb")), List.copyOf(serving.beside()));
    }

    @Test
    void whereTheSourceHasNoMachineThoseOfItsNameAreMeantAndTwoAreNotChosenFrom() {
        assertEquals(
                List.of("machineb"),
                candidates(among(Map.of(), Plans.machine("machineb", "started", OTHER, APP))));
        ServingMachines two =
                among(
                        Map.of(),
                        Plans.machine("machineb", "started", OTHER, APP),
                        Plans.machine("machinec", "started", OTHER, APP));
        assertEquals(List.of("machineb", "machinec"), candidates(two));
        assertEquals(true, two.onlyCandidate().isEmpty());
    }

    @Test
    void whatAnEarlierCutoverReplacedStandsAside() {
        Machine old = Plans.machine("machineold", "stopped", Plans.SOURCE, "");
        Machine now = Plans.machine("machinenow", "started", OTHER, APP);
        assertEquals(List.of("machinenow"), candidates(among(Map.of(), old, now)));
        assertEquals(List.of("machineold"), candidates(among(Map.of(), old)), "it is all there is");
    }

    @Test
    void anOldMachineThatWorksAgainBesideItsSuccessorIsOneTooMany() {
        Machine old = Plans.machine("machineold", "started", Plans.SOURCE, APP);
        Machine now = Plans.machine("machinenow", "started", OTHER, APP);
        Map<MachineId, MachineId> successors = Map.of(old.id(), now.id());
        assertEquals(List.of("machineold", "machinenow"), candidates(among(successors, old, now)));
    }

    @Test
    void aVerifierIsNobody() {
        Machine verifier =
                Plans.machine(
                        "verifier",
                        "started",
                        OTHER,
                        "\"%s\":\"verifier\"".formatted(TagKeys.ROLE_KEY));
        ServingMachines serving =
                among(Map.of(), Plans.machine("machinea", "started", Plans.SOURCE, APP), verifier);
        assertEquals(List.of("machinea"), candidates(serving));
        assertEquals(List.of(), List.copyOf(serving.beside()));
    }
}
