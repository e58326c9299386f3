package dev.flysnap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/image}, with a program in it that only says how it was started. */
final class ImageScriptTest {
    @TempDir private Path folder;

    @Test
    @Needs(Ability.MOUNTS)
    @NeedsTool({"busybox", "setpriv", "ldd"})
    void theImageHasAllThatItsProgramNeedsAndStartsItAsItsUser() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String script : List.of("image", "as-flysnap")) {
            Files.copy(Path.of("bin", script), bin.resolve(script));
        }
        Path bundle =
                Files.writeString(
                        bin.resolve("bundle"),
                        """
                        #!/bin/sh
                        mkdir -p "$1/bin"
                        printf '%s\\n' '#!/usr/bin/env sh' 'echo "$(id -un) $HOME $*"; touch "$HOME/run"' >"$1/bin/flysnap"
                        chmod 755 "$1/bin/flysnap"
                        """);
        Files.setPosixFilePermissions(bundle, PosixFilePermissions.fromString("rwx------"));
        Path root = folder.resolve("root");
        assertEquals("", said(bin.resolve("image").toString(), root.toString()));
        // Else it would need what only this computer has.
        assertFalse(Files.exists(root.resolve(folder.toString().substring(1))));

        assertEquals(
                "flysnap /state runs --all\n",
                said("chroot", root.toString(), "/usr/local/bin/as-flysnap", "runs", "--all"));
        assertEquals(10_001, Files.getAttribute(root.resolve("state/run"), "unix:uid"));
        assertEquals(
                "root /root agent\n",
                said("chroot", root.toString(), "/usr/local/bin/as-flysnap", "agent"));
    }

    private static String said(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", "/root");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
