package dev.flysnap.agent.quiesce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.Cancellation;
import dev.flysnap.sqlite.quiesce.QuiesceSession;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A WAL is cut only where nobody can lose anything by it. */
class CutWalTest {
    @TempDir private Path work;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "everything known to be good,   3.51.3, true,  '',                  true",
        "--no-truncate,                 3.51.3, false, '',                  false",
        "the app's version not told,    '',     true,  '',                  false",
        "the app's version with the bug,3.51.2, true,  '',                  false",
        "the withdrawn version,         3.52.0, true,  '',                  false",
        "Litestream beside it,          3.51.3, true,  .app.db-litestream,  false",
        "Litestream's older name,       3.51.3, true,  app.db-litestream,   false",
        "LiteFS below it,               3.51.3, true,  app.db-pos,          false"
    })
    void itIsCutOrNot(
            String where, String appVersion, boolean truncate, String beside, boolean isCut)
            throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        if (!beside.isEmpty()) {
            Files.createDirectory(work.resolve(beside));
        }
        AgentSettings settings =
                new AgentSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        AgentToken.from(
                                Optional.empty(), Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                        Optional.empty(),
                        DatabaseSet.of(List.of(database.toString())),
                        Duration.ofSeconds(10),
                        Optional.of(appVersion).filter(it -> !it.isEmpty()),
                        truncate,
                        new MachineIdentity(Optional.empty(), Optional.empty()));
        try (Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("INSERT INTO orders VALUES (1, 1, 'x')");
            try (QuiesceSession quiesced =
                    new AgentQuiescer(settings, QuiesceStep.Listener.NONE)
                            .quiesce(
                                    new QuiesceRequest("a", 5000, Optional.empty()),
                                    new Cancellation())
                            .quiesced()) {
                assertEquals(isCut, quiesced.databases().getFirst().walBytes() == 0, where);
            }
        }
    }
}
