package dev.flysnap.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A config that a user saved before the bad day. */
class MachineConfigFileTest {
    private static final String CONFIG = "{\"image\":\"shop:1\",\"x\":[null,1.50]}";

    @TempDir private Path folder;

    @Test
    void isReadAloneOrWithItsMachineAsFlyPrintsIt() throws IOException {
        Json.Obj config = JsonText.parseObject(CONFIG);
        String machine = "{\"id\":\"e784\",\"config\":" + CONFIG + "}";
        for (String text : List.of(CONFIG, machine, "[" + machine + "]")) {
            assertEquals(config, MachineConfigFile.read(file(text)), text);
        }
    }

    @Test
    void anythingElseIsRefusedInWords() throws IOException {
        String two = "[" + CONFIG + "," + CONFIG + "]";
        assertTrue(refused(two).why().contains("2 machines"), refused(two).why());
        for (String text : List.of("", "image: shop", "[]", "\"shop\"", "{\"guest\":{}}")) {
            assertEquals("machine-config-malformed", refused(text).code(), text);
            assertEquals(ExitCode.USAGE, refused(text).exit());
        }
    }

    private Problem refused(String text) throws IOException {
        Path file = file(text);
        return assertThrows(FlysnapException.class, () -> MachineConfigFile.read(file)).problem();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("machine.json"), text);
    }
}
