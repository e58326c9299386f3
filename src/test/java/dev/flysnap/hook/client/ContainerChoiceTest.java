package dev.flysnap.hook.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerChoiceTest {
    private static final AppName SHOP = new AppName("shop");
    private static final Optional<ContainerName> NONE = Optional.empty();
    private static final String PROXY = "{\"name\":\"proxy\"}";
    private static final String WEB =
            "{\"name\":\"web\",\"mounts\":[{\"name\":\"d\",\"path\":\"/d\"}]}";
    private static final String JOBS = WEB.replace("web", "jobs");

    private static Machine machine(String... containers) {
        return new Machine(
                new MachineId("1857156b526dd8"),
                "first",
                MachineState.STARTED,
                new Region("ams"),
                Optional.of("01A"),
                Optional.empty(),
                Optional.of(
                        JsonText.parseObject(
                                "{\"containers\":[%s]}".formatted(String.join(",", containers)))),
                Optional.empty(),
                Optional.empty(),
                HostStatus.OK,
                false,
                List.of(),
                List.of());
    }

    private static Optional<String> chosen(Machine machine, Optional<ContainerName> configured) {
        return ContainerChoice.of(SHOP, machine, configured).container().map(ContainerName::value);
    }

    private static Problem question(Machine machine, Optional<ContainerName> configured) {
        Problem problem =
                assertThrows(FlysnapException.class, () -> chosen(machine, configured)).problem();
        assertEquals(ExitCode.USAGE, problem.exit());
        assertTrue(problem.next().contains("--container proxy"), problem::toString);
        return problem;
    }

    private static Optional<ContainerName> named(String name) {
        return Optional.of(new ContainerName(name));
    }

    @Test
    void aMachineOfOneImageHasNothingToChoose() {
        assertEquals(Optional.empty(), chosen(machine(), NONE));
        assertEquals(Optional.empty(), chosen(machine(), named("web")));
        assertEquals(Optional.empty(), chosen(machine(PROXY), named("web")));
    }

    @Test
    void theConfiguredOneCountsMostThenTheOnlyOneWithTheVolume() {
        assertEquals(Optional.of("web"), chosen(machine(PROXY, WEB), NONE));
        assertEquals(Optional.of("proxy"), chosen(machine(PROXY, WEB), named("proxy")));
        assertEquals(Optional.of("jobs"), chosen(machine(PROXY, WEB, JOBS), named("jobs")));
    }

    @Test
    void elseItIsAQuestion() {
        Problem none = question(machine(PROXY, "{\"name\":\"b\"}"), NONE);
        assertEquals("container-ambiguous", none.code());
        assertTrue(none.why().contains("none of them says"), none::toString);
        Problem two = question(machine(PROXY, WEB, JOBS), NONE);
        assertTrue(two.why().contains("proxy, web, jobs, and 2 of them mount"), two::toString);
        Problem unknown = question(machine(PROXY, WEB), named("wbe"));
        assertEquals("container-unknown", unknown.code());
        assertTrue(unknown.why().contains("proxy, web"), unknown::toString);
    }
}
