package dev.flysnap.hook.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookOnTheWire;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hook that is shown to people keeps the contract that it is an example of. */
class OwnHookExampleTest {
    private static final Path EXAMPLE = Path.of("examples/own-hook/hook.py").toAbsolutePath();

    @TempDir private Path directory;

    @Test
    @Timeout(180)
    @NeedsTool("python3")
    void itReachesLevelOneAndBreaksNothing() throws Exception {
        assertLevelOne(EXAMPLE);
    }

    /** The function of the page, with a server around it. */
    @Test
    @Timeout(180)
    @NeedsTool("python3")
    void theFunctionOfThePageReachesLevelOneAndBreaksNothing() throws Exception {
        String page = Files.readString(Path.of("src/site/markdown/hook.md"));
        String function = page.substring(page.indexOf("```python\n") + "```python\n".length());
        Path program =
                Files.writeString(
                        directory.resolve("page.py"),
                        """
                        import os, sys
                        os.environ["DATABASE"] = sys.argv[1]
                        os.environ["FLY_MACHINE_ID"] = "this-computer"
                        %s
                        from http.server import BaseHTTPRequestHandler, HTTPServer
                        class Server(BaseHTTPRequestHandler):
                            def do_GET(self):
                                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                                given = self.headers.get("Authorization", "")
                                status, answer = hook(f"{self.command} {self.path}", given, body)
                                self.send_response(status)
                                self.end_headers()
                                self.wfile.write(json.dumps(answer).encode())
                            do_POST = do_GET
                        server = HTTPServer(("127.0.0.1", 0), Server)
                        print("port", server.server_address[1], flush=True)
                        server.serve_forever()
                        """
                                .formatted(function.substring(0, function.indexOf("```"))));
        assertLevelOne(program);
    }

    private void assertLevelOne(Path program) throws Exception {
        Path database = directory.resolve("app.db");
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA journal_mode=wal");
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
            ProcessBuilder builder =
                    new ProcessBuilder("python3", program.toString(), database.toString(), "0")
                            .redirectError(directory.resolve("err").toFile());
            builder.environment().put("FLYSNAP_HOOK_TOKEN", HookOnTheWire.SECRET);
            builder.environment().remove("FLY_MACHINE_ID");
            Process hook = builder.start();
            try (var out = hook.inputReader()) {
                String line = out.readLine();
                assertTrue(line != null, () -> read(directory.resolve("err")));
                HookCheckup checkup =
                        new HookCheck(Sleeper.REAL, InstantSource.system())
                                .withoutMachine(
                                        HookAddress.parse(
                                                "http://127.0.0.1:" + line.replaceAll("\\D", "")),
                                        HookOnTheWire.TOKEN,
                                        Optional.empty());
                assertEquals(
                        List.of(),
                        checkup.findings().stream()
                                .filter(it -> it.outcome() != HookFinding.Outcome.KEPT)
                                .toList());
                assertEquals(1, checkup.reachedLevel());
            } finally {
                var _ = hook.destroyForcibly();
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
