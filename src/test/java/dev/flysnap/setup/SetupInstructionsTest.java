package dev.flysnap.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.look.AppLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines to paste: they fit what is in the app's own files. */
class SetupInstructionsTest {
    private static final String FLY_TOML =
            """
            app = "shop"
            [[mounts]]
              source = "data"
              destination = "/data"
              processes = ["web"]
            """;
    private static final HookTokenSource TOKEN =
            new HookTokenSource.InFile(Path.of("/home/me/it's/shop.env"), true);

    @TempDir private Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private List<String> lines(HookKind hook, int port, HookTokenSource token) throws IOException {
        SetupPlanner planner = SetupPlanner.in(folder, Optional.empty(), Prompt.NOBODY);
        SetupPlan setup =
                planner.plan(
                        new SetupRequest(
                                Optional.empty(),
                                DatabaseLocation.parse(List.of("/data/app.db")),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(hook),
                                port,
                                false),
                        AppLook.NONE);
        return planner.steps(setup, token).steps().stream()
                .flatMap(it -> it.lines().stream())
                .toList();
    }

    private List<String> agentLines() throws IOException {
        return lines(HookKind.AGENT, 8099, TOKEN);
    }

    @Test
    void theTokenGoesByStdinAndIsShownNowhere() throws IOException {
        write("fly.toml", FLY_TOML);
        List<String> lines = agentLines();
        assertEquals(
                "fly secrets import --stage --app shop < '/home/me/it'\\''s/shop.env'",
                lines.get(0));
        assertEquals("rm '/home/me/it'\\''s/shop.env'", lines.get(1));
        assertEquals(
                "printf 'FLYSNAP_HOOK_TOKEN=%s\\n' \"$FLYSNAP_HOOK_TOKEN\" | fly secrets import --stage --app shop",
                lines(HookKind.AGENT, 8099, new HookTokenSource.Environment()).getFirst());
        assertTrue(
                lines(HookKind.EXEC, 8099, TOKEN).stream().noneMatch(it -> it.contains("secrets")),
                "--hook exec needs none");
    }

    @Test
    void theAgentIsPutAroundWhatTheDockerfileStarts() throws IOException {
        write("fly.toml", FLY_TOML);
        write("Dockerfile", "FROM node\nCMD [\"node\", \"a \\\"b\\\".js\"]\n");
        assertTrue(
                agentLines()
                        .contains(
                                "CMD [\"flysnap\",\"agent\",\"--db\",\"main=/data/app.db\",\"--\",\"node\",\"a \\\"b\\\".js\"]"),
                agentLines()::toString);
        write("Dockerfile", "FROM node\nCMD npm run migrate && npm start\n");
        assertTrue(
                agentLines()
                        .contains(
                                "CMD [\"flysnap\",\"agent\",\"--db\",\"main=/data/app.db\",\"--exec\",\"npm run migrate && npm start\"]"),
                agentLines()::toString);
        write(
                "Dockerfile",
                """
                FROM ruby AS base
                ENTRYPOINT ["/rails/bin/docker-entrypoint"]
                FROM base
                # The server
                CMD ["./bin/rails", \\
                     "server"]
                """);
        assertTrue(
                agentLines()
                        .contains(
                                "ENTRYPOINT [\"flysnap\",\"agent\",\"--db\",\"main=/data/app.db\",\"--\",\"/rails/bin/docker-entrypoint\"]"),
                agentLines()::toString);
        Files.delete(folder.resolve("Dockerfile"));
        assertTrue(
                agentLines()
                        .contains(
                                "CMD [\"flysnap\",\"agent\",\"--db\",\"main=/data/app.db\",\"--exec\",\"what your image starts now\"]"),
                agentLines()::toString);
    }

    @Test
    void processGroupsWithTheVolumeGetItAndTheOthersDoNot() throws IOException {
        write(
                "fly.toml",
                FLY_TOML + "[processes]\nweb = \"bin/web -p 'a b'\"\nworker = \"bin/work\"\n");
        write("Dockerfile", "FROM node\nCMD [\"node\"]\n");
        List<String> lines = agentLines();
        int at = lines.indexOf("[processes]");
        assertEquals(
                "  web = \"flysnap agent --db main=/data/app.db -- bin/web -p 'a b'\"",
                lines.get(at + 1));
        assertTrue(lines.stream().noneMatch(it -> it.contains("bin/work")), lines::toString);
        assertTrue(lines.stream().noneMatch(it -> it.startsWith("CMD")), lines::toString);
    }

    @Test
    void noAgentIsPutAroundAnAgent() throws IOException {
        write("fly.toml", Files.readString(Path.of("examples/orders/fly.toml")));
        List<String> expected =
                List.of(
                        "fly secrets import --stage --app my-orders < '/home/me/it'\\''s/shop.env'",
                        "rm '/home/me/it'\\''s/shop.env'",
                        "fly deploy --app my-orders",
                        "flysnap doctor",
                        "flysnap create");
        assertEquals(expected, agentLines());
        write("fly.toml", FLY_TOML.replace("shop", "my-orders"));
        write(
                "Dockerfile",
                "FROM x\nCMD [\"flysnap\", \"agent\", \"--db\", \"/data/app.db\", \"--\", \"./x\"]\n");
        assertEquals(expected, agentLines());
        write("Dockerfile", "FROM x\nCMD [\"my-agent\", \"--db\", \"/data/app.db\"]\n");
        assertTrue(agentLines().stream().anyMatch(it -> it.startsWith("CMD [\"flysnap\"")));
    }

    @Test
    void anotherPortIsSaidToTheAgentAndItsClient() throws IOException {
        write("fly.toml", FLY_TOML);
        assertTrue(
                lines(HookKind.AGENT, 9000, TOKEN)
                        .contains("  FLYSNAP_LISTEN = \"fly-local-6pn:9000\""));
        assertTrue(agentLines().stream().noneMatch(it -> it.contains("FLYSNAP_LISTEN")));
        assertTrue(
                lines(HookKind.OWN, 9000, TOKEN)
                        .contains("export FLYSNAP_HOOK_URL='http://{private_ip}:9000'"));
        assertTrue(lines(HookKind.EXEC, 8099, TOKEN).contains("export FLYSNAP_HOOK_URL=exec"));
    }

    @Test
    void sqliteComesFromThePackagesThatTheImageHas() throws IOException {
        write("fly.toml", FLY_TOML);
        write("Dockerfile", "FROM --platform=linux/amd64 python:3-alpine\n");
        assertTrue(lines(HookKind.EXEC, 8099, TOKEN).contains("RUN apk add --no-cache sqlite"));
        write("Dockerfile", "FROM python:3-slim\n");
        assertTrue(
                lines(HookKind.EXEC, 8099, TOKEN).stream()
                        .anyMatch(it -> it.contains("apt-get install")));
    }
}
