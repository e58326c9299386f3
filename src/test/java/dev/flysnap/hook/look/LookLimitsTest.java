package dev.flysnap.hook.look;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.NeedsTool;
import dev.flysnap.sqlite.TestDatabases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script with smaller numbers in it: 100,000 files would take a while to make. */
@NeedsTool({"find", "timeout"})
@Timeout(180)
class LookLimitsTest {
    @TempDir private Path work;
    private Path data;
    private Path bin;

    @BeforeEach
    void oneDatabase() throws Exception {
        data = Files.createDirectory(work.resolve("data")).toRealPath();
        bin = Files.createDirectory(work.resolve("bin"));
        TestDatabases.orders(data.resolve("app.db"), "delete");
    }

    private MachineContents look(UnaryOperator<String> smaller) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "sh",
                        "-c",
                        smaller.apply(LookScripts.with("look.sh")),
                        "look",
                        data.toString());
        builder.environment().compute("PATH", (_, path) -> bin + ":" + path);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return LookAnswer.read(said, List.of(data.toString()), Optional.empty()).orElseThrow();
    }

    @Test
    void moreFilesThanItLooksAtAreTold() throws Exception {
        for (int i = 0; i < 30; i++) {
            Files.writeString(data.resolve("file" + i), "x".repeat(600));
        }
        assertEquals(Optional.empty(), look(it -> it).cutShort());
        assertEquals(
                Optional.of("more than 20 files"),
                look(it -> it.replace("100001", "21").replace("100000", "20")).cutShort());
    }

    @Test
    void deeperFoldersThanItGoesAreTold() throws Exception {
        Path deep = data;
        for (int i = 0; i < 11; i++) {
            deep = deep.resolve("d");
        }
        TestDatabases.orders(Files.createDirectories(deep).resolve("seen.db"), "delete");
        MachineContents seen = look(it -> it);
        assertEquals(2, seen.databases().size());
        assertEquals(Optional.empty(), seen.cutShort());
        Path deeper = Files.createDirectory(deep.resolve("d"));
        TestDatabases.orders(deeper.resolve("unseen.db"), "delete");
        seen = look(it -> it);
        assertEquals(2, seen.databases().size());
        assertEquals(Optional.of("folders deeper than 12"), seen.cutShort());
    }

    @Test
    void aSlowDiskEndsItInTime() throws Exception {
        Path find = bin.resolve("find");
        Files.writeString(find, "#!/bin/sh\nexec sleep 600\n");
        Files.setPosixFilePermissions(find, PosixFilePermissions.fromString("rwx------"));
        assertEquals(
                Optional.of("it took more than 1 s"),
                look(it ->
                                it.replace("timeout 15", "timeout 1")
                                        .replace("-lt 15", "-lt 1")
                                        .replace("than 15 s", "than 1 s"))
                        .cutShort());
    }
}
