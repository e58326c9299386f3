package dev.flysnap.cli.copy;

import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.seal.Identities;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How copies are opened. */
public final class OpeningOptions {
    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "The identity that can decrypt, as age-keygen wrote it.")
    private Optional<Path> identity;

    @Option(
            names = "--temp-dir",
            paramLabel = "DIR",
            description =
                    "Where each database lies meanwhile, readable to you alone. Default: TMPDIR, then /tmp.")
    private Optional<Path> temporary;

    public Optional<Path> identityFile() {
        return identity;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the file has none
     */
    Identities identities() {
        return KeyFile.identities(identity);
    }

    public Path temporaryDirectory() {
        return temporary.orElseGet(CopyCommand::temporaryDirectory);
    }
}
