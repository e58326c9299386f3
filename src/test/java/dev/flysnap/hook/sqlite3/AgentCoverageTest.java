package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.cli.snapshot.CreateView;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.transport.HookOnTheWire;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.model.Machine;
import dev.flysnap.proof.Coverage;
import dev.flysnap.proof.Receipt;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent in an image without a shell: nobody but the agent can look. */
@NeedsTool("sqlite3")
@Timeout(180)
class AgentCoverageTest {
    @TempDir private Path directory;

    @Test
    void theAgentsOwnLookIsInReceiptOutputAndDoctor() throws Exception {
        try (MachineWithSqlite shop = new MachineWithSqlite(directory);
                Operator operator = new Operator(shop, directory)) {
            Machine machine = shop.agent();
            shop.program("sh", "exit 127");
            QuiescerFactory hook =
                    (app, of) ->
                            MachineWithSqlite.hooks()
                                    .publicUrl(
                                            shop.publicAddress(),
                                            HookToken.parse(HookOnTheWire.SECRET),
                                            app,
                                            of);
            try (Quiescer reached = hook.reach(MachineWithSqlite.SHOP, machine)) {
                MachineWithSqlite.awaitAnswer(reached);
            }
            String audit = shop.data.toRealPath().resolve("audit.db").toString();
            try (Connection app = shop.connect("audit.db");
                    var _ = app.createStatement().executeQuery("SELECT * FROM log")) {
                Receipt receipt = operator.created(hook, List.of("main"), List.of());
                Coverage coverage = receipt.coverage().orElseThrow();
                assertEquals(
                        List.of(audit),
                        coverage.others().stream().map(Coverage.OnVolume::path).toList());
                String own = "java (%d)".formatted(ProcessHandle.current().pid());
                assertTrue(coverage.others().getFirst().openBy().contains(own), coverage::toString);
                CreateView view = new CreateView(receipt);
                assertTrue(
                        view.text().contains("nobody quiesces it: " + audit)
                                && view.text().contains("grade crash-consistent"),
                        view::text);
                assertEquals(
                        2,
                        view.json().object("coverage").orElseThrow().objects("databases").size());
                Finding finding = Operator.of(operator.doctor(hook, List.of()), "coverage");
                assertEquals(Finding.Outcome.WRONG, finding.outcome());
                assertTrue(finding.seen().contains(audit), finding.seen());
            }
        }
    }
}
