package dev.flysnap.cli.file;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.setup.HookTokenSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * A new token for the hook, in a file that only its owner can read, in the form that {@code fly
 * secrets import} reads from stdin. So no terminal and no process list shows it.
 */
public final class HookTokenFile {
    private static final int BYTES = 32;
    private static final String LINE = "FLYSNAP_HOOK_TOKEN=";

    private final Path path;

    /** An app of the same name on another Fly, such as a simulated one, has a token of its own. */
    public HookTokenFile(Path stateDirectory, ApiIdentity api, AppName app) {
        Path folder = stateDirectory.resolve("hook-tokens");
        path =
                (api.equals(ApiIdentity.FLY_IO)
                                ? folder
                                : folder.resolve(api.value().replaceAll("[^A-Za-z0-9.-]+", "_")))
                        .resolve(app + ".env");
    }

    public Path path() {
        return path;
    }

    /**
     * Creates the token; an existing one is kept, because the app may use it already.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be written, or the file holds no
     *     token
     */
    public HookTokenSource.InFile createIfMissing() {
        try {
            Path folder = path.getParent();
            if (folder != null) {
                // This may create the state directory, which is private too.
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            if (Files.exists(path)) {
                return existing();
            }
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            write(LINE + HexFormat.of().formatHex(secret) + "\n");
            return new HookTokenSource.InFile(path, true);
        } catch (FileAlreadyExistsException e) {
            return existing();
        } catch (IOException e) {
            throw problem(String.valueOf(e)).exception(e);
        }
    }

    private void write(String line) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
            while (bytes.hasRemaining()) {
                int _ = file.write(bytes);
            }
            file.force(true);
        }
    }

    private HookTokenSource.InFile existing() {
        try {
            if (!Files.readString(path).matches(LINE + "[\\x21-\\x7e]{32,4096}\\R?")) {
                throw problem("The file exists, but holds no token of flysnap's").exception();
            }
            return new HookTokenSource.InFile(path, false);
        } catch (IOException e) {
            throw problem(String.valueOf(e)).exception(e);
        }
    }

    private Problem problem(String why) {
        return new Problem(
                "hook-token-not-written",
                ExitCode.FAILED,
                "The hook's token cannot be stored in " + path + ".",
                why + ".",
                "Remove that file, or create a token yourself: export FLYSNAP_HOOK_TOKEN=\"$(openssl rand -hex 32)\"");
    }
}
